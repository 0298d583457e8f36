package org.hmongtts.train.eval;

import java.util.Objects;
import org.hmongtts.audio.Audio;
import org.hmongtts.text.ForeignWords;
import org.hmongtts.text.HmongText;

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

  /** A recording of any text, which is read as the library reads what it speaks. */
  public static Utterance normalized(Audio audio, String text) {
    return new Utterance(
        audio, HmongText.of(text).foreignWords(ForeignWords.RESPELL).normalize().text());
  }
}
