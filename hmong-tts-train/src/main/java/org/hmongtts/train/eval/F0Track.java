package org.hmongtts.train.eval;

import java.util.Arrays;

/**
 * Fundamental frequency over time. The array is not copied: treat it as read-only.
 *
 * @param hz one value per frame, 0 where the voice does not sound
 * @param hopSeconds from one frame to the next; the first is centred on the first sample
 */
public record F0Track(double[] hz, double hopSeconds) {

  /** The median of the voiced frames in Hz; 0 if there is none. */
  public double medianHz() {
    double[] voiced = Arrays.stream(hz).filter(f -> f > 0).sorted().toArray();
    return voiced.length == 0 ? 0 : Medians.ofSorted(voiced);
  }

  /** The share of voiced frames, 0..1. */
  public double voicedShare() {
    return hz.length == 0 ? 0 : Arrays.stream(hz).filter(f -> f > 0).count() / (double) hz.length;
  }
}
