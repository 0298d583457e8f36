package org.hmongtts.examples.cli;

import java.io.PrintWriter;
import org.hmongtts.HmongTts;

/**
 * A base and what speaks: the base itself, or the base with an adapter.
 *
 * @param base owner of the weights
 * @param tts what speaks
 */
record LoadedVoice(HmongTts base, HmongTts tts) implements AutoCloseable {

  /** Only warns: a fine-tuned model may know more voices than it lists. */
  void warnUnlessListed(String voice, PrintWriter err) {
    if (!tts.voices().contains(voice)) {
      err.println(
          "hmong-tts: voice \""
              + voice
              + "\" is not among those the model lists: "
              + String.join(", ", tts.voices()));
    }
  }

  @Override
  public void close() {
    if (tts != base) {
      tts.close();
    }
    base.close();
  }
}
