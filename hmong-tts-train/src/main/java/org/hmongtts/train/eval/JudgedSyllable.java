package org.hmongtts.train.eval;

import java.util.Optional;
import org.hmongtts.text.Tone;

/**
 * One syllable of a recording and the tone heard in it.
 *
 * @param utterance index of the recording
 * @param text the syllable as written
 * @param expected the tone its text asks for
 * @param identified the most likely tone; empty if there is no voice in it
 * @param startSeconds where its rime begins
 * @param endSeconds where its rime ends
 * @param hz fundamental frequency at 11 equally spaced points of the rime; empty array if there is
 *     no voice
 * @param contour semitones from the speaker's mean at 11 equally spaced points of the rime, without
 *     declination and in units of the table's range; empty array if there is no voice
 */
public record JudgedSyllable(
    int utterance,
    String text,
    Tone expected,
    Optional<Tone> identified,
    double startSeconds,
    double endSeconds,
    double[] hz,
    double[] contour) {

  /** Whether the tone heard is the one asked for. */
  public boolean correct() {
    return identified.filter(expected::equals).isPresent();
  }

  /** Whether there is voice in it. */
  public boolean voiced() {
    return contour.length > 0;
  }

  /** The same syllable where recordings are counted otherwise. */
  JudgedSyllable inUtterance(int index) {
    return new JudgedSyllable(
        index, text, expected, identified, startSeconds, endSeconds, hz, contour);
  }
}
