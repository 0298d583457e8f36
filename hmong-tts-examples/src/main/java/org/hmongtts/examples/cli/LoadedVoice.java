package org.hmongtts.examples.cli;

import org.hmongtts.HmongTts;

/**
 * A base and what speaks: the base itself, or the base with an adapter.
 *
 * @param base owner of the weights
 * @param tts what speaks
 */
record LoadedVoice(HmongTts base, HmongTts tts) implements AutoCloseable {

  @Override
  public void close() {
    if (tts != base) {
      tts.close();
    }
    base.close();
  }
}
