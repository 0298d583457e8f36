package org.hmongtts.train;

import java.util.List;
import org.hmongtts.audio.Audio;

/**
 * How an unfinished adapter speaks sentences that were not trained on.
 *
 * @param toneErrorRate share of syllables whose tone is heard as another, 0..1
 * @param medianF0Hz median of all voiced frames
 * @param syllablesPerSecond speaking rate, pauses left out
 * @param stopRate share of sentences that ended by themselves, 0..1
 * @param samples a few of the sentences
 */
public record SpokenEvaluation(
    double toneErrorRate,
    double medianF0Hz,
    double syllablesPerSecond,
    double stopRate,
    List<Sample> samples) {

  public SpokenEvaluation {
    samples = List.copyOf(samples);
  }

  /** A sentence and how it sounds. */
  public record Sample(String text, Audio audio) {}
}
