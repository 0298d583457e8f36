package org.hmongtts.train.eval;

import java.util.List;
import org.hmongtts.text.Tone;

/**
 * The three numbers that turn the table of tone contours into a speaker's frequencies: {@code
 * semitones(t) = mean + range * table - declination * t}, with {@code t} in seconds since the
 * phrase began.
 *
 * @param meanHz frequency of the table's 0
 * @param range the speaker's tone range in units of the table's
 * @param declination how far the pitch sinks, in semitones per second
 */
public record SpeakerPitch(double meanHz, double range, double declination) {

  private static final int ROUNDS = 10;

  /** Deviations above it, in semitones, count less and less: Cauchy weights. */
  private static final double OUTLIER_SEMITONES = 0.7;

  /** The narrowest and widest range believed; below the first, contours would mean nothing. */
  private static final double NARROWEST_RANGE = 0.3;

  private static final double WIDEST_RANGE = 3;

  /** A rime that should carry a tone. */
  record Example(RimeContour contour, Tone tone) {}

  /**
   * The robust least-squares fit of a speaker's rimes to the tones they should carry. The ends of
   * rimes, where the neighbours pull, are left out.
   *
   * @param examples at least one
   */
  static SpeakerPitch fit(List<Example> examples) {
    double[] solution = new double[3];
    for (int round = 0; round < ROUNDS; round++) {
      double[][] matrix = new double[3][4];
      for (Example example : examples) {
        double[] expected = RimeContour.expected(example.tone());
        for (int i = 1; i < RimeContour.POINTS - 1; i++) {
          if (!example.contour().voiced()[i]) {
            continue;
          }
          double[] row = {1, expected[i], -example.contour().seconds()[i]};
          double measured = example.contour().semitones()[i];
          double residual =
              round == 0
                  ? 0
                  : measured - row[0] * solution[0] - row[1] * solution[1] - row[2] * solution[2];
          double weight = 1 / (1 + Math.pow(residual / OUTLIER_SEMITONES, 2));
          for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
              matrix[j][k] += weight * row[j] * row[k];
            }
            matrix[j][3] += weight * row[j] * measured;
          }
        }
      }
      // One syllable alone does not tell range from declination; lean on the usual values.
      matrix[1][1] += 1;
      matrix[1][3] += 1;
      matrix[2][2] += 1;
      matrix[2][3] += 0.5;
      solution = LinearSystem.solve(matrix);
    }
    double range = Math.max(NARROWEST_RANGE, Math.min(WIDEST_RANGE, solution[1]));
    return new SpeakerPitch(Math.pow(2, solution[0] / 12), range, solution[2]);
  }

  /**
   * @param semitones above 1 Hz
   * @param seconds since the phrase began
   */
  double normalise(double semitones, double seconds) {
    return (semitones - 12 * Math.log(meanHz) / Math.log(2) + declination * seconds) / range;
  }
}
