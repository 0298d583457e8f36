package org.hmongtts;

import java.time.Duration;

/**
 * What an utterance cost. The language model and the codec work side by side, so parts overlap.
 *
 * @param prefill reading the prompts
 * @param generation steps of the language model, all together
 * @param tokens steps taken
 * @param codec turning codes into samples
 * @param firstAudio from the call to the first samples
 * @param total from the call to the last samples
 * @param realTimeFactor {@code total} divided by the length of the audio
 */
public record SpeechTimings(
    Duration prefill,
    Duration generation,
    long tokens,
    Duration codec,
    Duration firstAudio,
    Duration total,
    double realTimeFactor) {

  /** Mean time of a step of the language model. */
  public Duration perToken() {
    return tokens == 0 ? Duration.ZERO : generation.dividedBy(tokens);
  }
}
