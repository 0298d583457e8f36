package org.hmongtts.text.internal;

import org.hmongtts.text.TextOptions;

/** Turns runs of the Hmong scripts in prepared text into the Roman alphabet. */
final class ScriptFolder {

  private ScriptFolder() {}

  static PreparedText fold(PreparedText text, TextOptions options) {
    return text;
  }
}
