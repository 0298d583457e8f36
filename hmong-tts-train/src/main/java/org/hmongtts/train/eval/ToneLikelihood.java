package org.hmongtts.train.eval;

import java.util.EnumMap;
import java.util.Map;
import org.hmongtts.text.Tone;

/**
 * How likely each tone is for a measured contour.
 *
 * <p>A rime deviates from its tone's contour by a shift as a whole, by a slow wandering, by what
 * its neighbours pull at its ends, and by noise of every point; all normal and independent, so that
 * the deviation has one covariance matrix. The spreads, in semitones, are rounded from those of
 * 1,066 syllables that should have the table's contours.
 */
final class ToneLikelihood {

  private static final double SHIFT = 0.2;
  private static final double WANDERING = 0.3;

  /** Share of the rime over which the wandering forgets itself to 1/e. */
  private static final double WANDERING_MEMORY = 0.3;

  private static final double PULL_AT_START = 0.8;
  private static final double START_FADES = 0.12;
  private static final double PULL_AT_END = 0.3;
  private static final double END_FADES = 0.05;
  private static final double NOISE = 0.2;

  /** Where the voice does not sound the value is a guess. */
  private static final double UNVOICED_NOISE = 2;

  private static final Map<Tone, double[]> EXPECTED = expected();

  private final double[] contour;
  private final double[][] covariance;

  /**
   * @param contour normalised, as the table is
   */
  ToneLikelihood(double[] contour, boolean[] voiced) {
    this.contour = contour;
    int points = contour.length;
    covariance = new double[points][points];
    for (int i = 0; i < points; i++) {
      for (int j = 0; j < points; j++) {
        double x = (double) i / (points - 1);
        double y = (double) j / (points - 1);
        covariance[i][j] =
            SHIFT * SHIFT
                + WANDERING * WANDERING * Math.exp(-Math.abs(x - y) / WANDERING_MEMORY)
                + PULL_AT_START * PULL_AT_START * Math.exp(-(x + y) / START_FADES)
                + PULL_AT_END * PULL_AT_END * Math.exp(-(2 - x - y) / END_FADES);
      }
      double noise = voiced[i] ? NOISE : UNVOICED_NOISE;
      covariance[i][i] += noise * noise;
    }
  }

  /**
   * The log-likelihood of every tone, but for a constant.
   *
   * @param level by how much the whole utterance is higher than the speaker's mean
   */
  Map<Tone, Double> at(double level) {
    Map<Tone, Double> result = new EnumMap<>(Tone.class);
    EXPECTED.forEach((tone, expected) -> result.put(tone, logLikelihood(expected, level)));
    return result;
  }

  private double logLikelihood(double[] expected, double level) {
    int points = contour.length;
    double[][] augmented = new double[points][points + 1];
    for (int i = 0; i < points; i++) {
      System.arraycopy(covariance[i], 0, augmented[i], 0, points);
      augmented[i][points] = contour[i] - level - expected[i];
    }
    double[] weighted = LinearSystem.solve(augmented);
    double distance = 0;
    for (int i = 0; i < points; i++) {
      distance += weighted[i] * (contour[i] - level - expected[i]);
    }
    return -0.5 * distance;
  }

  private static Map<Tone, double[]> expected() {
    Map<Tone, double[]> expected = new EnumMap<>(Tone.class);
    for (Tone tone : Tone.values()) {
      expected.put(tone, RimeContour.expected(tone));
    }
    return expected;
  }
}
