package org.hmongtts.text.internal;

import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.TextOptions;

/** Runs the steps: fold characters, turn Hmong scripts into the Roman alphabet, read. */
public final class Normalizer {

  private Normalizer() {}

  public static NormalizedText normalize(String source, TextOptions options) {
    PreparedText text = TextFolder.fold(source, options);
    TokenSink sink = new Reader(text, options).read();
    return new NormalizedText(source, options, sink.text(), sink.tokens(), sink.edits());
  }
}
