package org.hmongtts;

import java.time.Duration;

/** Why speech ended. */
public sealed interface Stop {

  /** The model ended it by itself. */
  record EndOfSpeech() implements Stop {}

  /**
   * The hard limit on its length was reached.
   *
   * @param limit the limit of the phrase that reached it
   * @param retries attempts made again before this was accepted
   */
  record LengthLimit(Duration limit, int retries) implements Stop {}

  /** It was cancelled. */
  record Cancelled() implements Stop {}

  /**
   * The model repeated itself and could not be brought out of it.
   *
   * @param atFrame frame of the phrase at which this was noticed
   * @param retries attempts made again before this was accepted
   */
  record LoopDetected(int atFrame, int retries) implements Stop {}

  /** Whether the model came to an end of its own. */
  default boolean isNatural() {
    return this instanceof EndOfSpeech;
  }
}
