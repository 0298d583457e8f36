package org.hmongtts.network;

/**
 * The steps of a window at one place of a network.
 *
 * @param steps counted from the start of the sequence; some may lie beyond its ends
 * @param inside those of them that the sequence has
 */
public record WindowRun(Steps steps, Steps inside) {

  static WindowRun of(Steps steps, int stepsPerFrame, int totalFrames) {
    return new WindowRun(
        steps, steps.within(new Steps(0, Math.multiplyExact(totalFrames, stepsPerFrame))));
  }
}
