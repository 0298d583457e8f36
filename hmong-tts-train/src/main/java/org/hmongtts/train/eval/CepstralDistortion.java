package org.hmongtts.train.eval;

import java.util.Arrays;

/**
 * How differently two recordings of one sentence sound: mel-cepstral distortion as R. F. Kubichek
 * defined it (IEEE Pacific Rim Conference on Communications, 1993), {@code 10 / ln 10 * sqrt(2 *
 * sum of squared differences)} over coefficients 1 to 13, which leaves out the level, averaged over
 * the pairs of frames that dynamic time warping makes. Silence before and after is left out.
 *
 * <p>Cepstra differ from tool to tool (here 20 mel bands from 80 to 7,800 Hz), so a figure can be
 * compared with figures of this class only.
 */
final class CepstralDistortion {

  /** Frames so far below the loud ones, in dB, are silence at the ends. */
  private static final double SILENCE = -40;

  private CepstralDistortion() {}

  /**
   * @return in dB; 0 if one of them is nothing but silence
   */
  static double between(SpeechFrames one, SpeechFrames other) {
    double[][] a = spoken(one);
    double[][] b = spoken(other);
    if (a.length == 0 || b.length == 0) {
      return 0;
    }
    // cost[j] and pairs[j]: of the best path that ends at frame i of a and j of b.
    double[] cost = new double[b.length];
    int[] pairs = new int[b.length];
    for (int i = 0; i < a.length; i++) {
      double diagonal = i == 0 ? 0 : Double.POSITIVE_INFINITY;
      int diagonalPairs = 0;
      for (int j = 0; j < b.length; j++) {
        double above = i == 0 ? Double.POSITIVE_INFINITY : cost[j];
        int abovePairs = pairs[j];
        double left = j == 0 ? Double.POSITIVE_INFINITY : cost[j - 1];
        double best = Math.min(diagonal, Math.min(above, left));
        int before = best == diagonal ? diagonalPairs : best == above ? abovePairs : pairs[j - 1];
        cost[j] = best + distance(a[i], b[j]);
        pairs[j] = before + 1;
        diagonal = above;
        diagonalPairs = abovePairs;
      }
    }
    return cost[b.length - 1] / pairs[b.length - 1];
  }

  /**
   * The formula's coefficients c are of the natural logarithm of the amplitude; ours are of the
   * power in dB, which is c times 10 / ln 10.
   */
  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 1; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(2 * sum);
  }

  private static double[][] spoken(SpeechFrames frames) {
    int from = 0;
    int to = frames.count();
    while (from < to && frames.energy(from) < SILENCE) {
      from++;
    }
    while (to > from && frames.energy(to - 1) < SILENCE) {
      to--;
    }
    double[][] cepstra = new double[to - from][];
    int first = from;
    Arrays.setAll(cepstra, t -> frames.cepstrum(first + t));
    return cepstra;
  }
}
