package org.hmongtts.train.eval;

import java.util.Objects;
import org.hmongtts.audio.Audio;

/**
 * A recording and what is said in it.
 *
 * @param audio of one speaker; several channels are mixed
 * @param text in RPA, one syllable a word, with punctuation where pauses are; case does not matter
 */
public record Utterance(Audio audio, String text) {

  public Utterance {
    Objects.requireNonNull(audio, "audio");
    Objects.requireNonNull(text, "text");
  }
}
