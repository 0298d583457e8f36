package org.hmongtts.train.eval;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hmongtts.Stop;
import org.hmongtts.audio.Audio;

/**
 * One sentence of an evaluation.
 *
 * @param text what should be said
 * @param audio how it was said
 * @param stop why the voice stopped; empty for a recording
 * @param syllables what was heard, in order; empty if the sound cannot be what the text says
 */
public record EvaluatedSentence(
    String text, Audio audio, Optional<Stop> stop, List<JudgedSyllable> syllables) {

  public EvaluatedSentence {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(audio, "audio");
    Objects.requireNonNull(stop, "stop");
    syllables = List.copyOf(syllables);
  }

  /** How many syllables carry the tone that they should. */
  public int correct() {
    return (int) syllables.stream().filter(JudgedSyllable::correct).count();
  }
}
