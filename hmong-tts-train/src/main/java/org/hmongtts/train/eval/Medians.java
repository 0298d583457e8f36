package org.hmongtts.train.eval;

import java.util.Arrays;

/** The middle value, or the mean of the middle two. */
public final class Medians {

  private Medians() {}

  /** Of at least one value, in any order. */
  public static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted);
  }

  static double ofSorted(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
