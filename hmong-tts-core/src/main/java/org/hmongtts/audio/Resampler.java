package org.hmongtts.audio;

/**
 * Changes the sample rate by any ratio. Immutable; one instance may serve several threads.
 *
 * <p>How this works: an output sample is the band-limited input at its moment, that is the input
 * weighted with a sinc whose cutoff lies below the Nyquist frequency of the lower of the two rates,
 * under a Kaiser window. The window reaches 80 samples of the lower rate to each side, which gives
 * a stop band 100 dB down that begins at that Nyquist frequency, and a flat pass band up to 92 % of
 * it. The kernel is symmetric around the output's own moment, so the phase is linear and there is
 * no delay. The weights depend on where between two input samples that moment lies. Usual ratios
 * have few such phases (44,100 to 24,000 Hz has 80), each with its row of weights; a ratio with
 * more than 1,024 uses that many rows and goes between them in straight lines, which keeps the
 * memory to a few megabytes for every ratio and the error below -120 dB.
 */
public final class Resampler {

  /** Half the window, in samples of the lower rate. */
  private static final int HALF_WIDTH = 80;

  /** Most rows of weights per sample of the lower rate. */
  private static final int MOST_ROWS = 1024;

  /** Middle of the transition band as a share of the lower Nyquist frequency. */
  private static final double CUTOFF = 0.96;

  /** Kaiser's beta for 100 dB: 0.1102 (A - 8.7); Kaiser, "Nonrecursive digital filter design". */
  private static final double KAISER_BETA = 0.1102 * (100 - 8.7);

  /** A greater change of rate is a mistake, and would ask for windows without end. */
  private static final int MOST_RATIO = 1000;

  private final long stepNumerator;
  private final long stepDenominator;

  /** How far the window reaches to each side, in input samples. */
  private final int reach;

  /** Weights of the input samples around a moment, {@code [phase][2 * reach]}. */
  private final double[][] rows;

  /**
   * @param fromHz rate of what will be given, at least 1
   * @param toHz rate of what will be returned, at least 1
   * @throws IllegalArgumentException if a rate is not positive, or one is more than 1,000 times the
   *     other
   */
  public Resampler(int fromHz, int toHz) {
    if (fromHz < 1 || toHz < 1) {
      throw new IllegalArgumentException(
          "sample rates must be positive, got " + fromHz + " and " + toHz);
    }
    if (fromHz / MOST_RATIO > toHz || toHz / MOST_RATIO > fromHz) {
      throw new IllegalArgumentException(
          "rates may differ by a factor of " + MOST_RATIO + ", got " + fromHz + " and " + toHz);
    }
    long divisor = greatestCommonDivisor(fromHz, toHz);
    stepNumerator = fromHz / divisor;
    stepDenominator = toHz / divisor;
    double scale = Math.min(1.0, (double) toHz / fromHz);
    reach = fromHz == toHz ? 0 : (int) Math.ceil(HALF_WIDTH / scale);
    int phases = (int) Math.min(stepDenominator, Math.ceil(MOST_ROWS * scale));
    // One row more, for the last step between rows; its moment is that of the next input sample.
    rows = new double[phases + 1][2 * reach];
    double windowAtCentre = besselI0(KAISER_BETA);
    for (int phase = 0; phase <= phases; phase++) {
      for (int i = 0; i < 2 * reach; i++) {
        double t = (i - reach + 1 - (double) phase / phases) * scale;
        double edge = t / HALF_WIDTH;
        if (Math.abs(edge) < 1) {
          double window = besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge)) / windowAtCentre;
          rows[phase][i] = scale * CUTOFF * sinc(CUTOFF * t) * window;
        }
      }
    }
  }

  /**
   * How many samples {@link #resample} returns for this many: {@code round(samples * to / from)}.
   *
   * @throws IllegalArgumentException if that does not fit an array
   */
  public int length(int samples) {
    long length = (2 * samples * stepDenominator + stepNumerator) / (2 * stepNumerator);
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          samples + " samples become " + length + " at the new rate, too many for one array");
    }
    return (int) length;
  }

  /**
   * Converts one channel. What lies before and after the input is taken as silence.
   *
   * @param input samples at the old rate
   * @return a new array of {@link #length} samples
   * @throws IllegalArgumentException if the result would not fit an array
   */
  public float[] resample(float[] input) {
    float[] output = new float[length(input.length)];
    if (stepNumerator == stepDenominator) {
      System.arraycopy(input, 0, output, 0, output.length);
      return output;
    }
    int phases = rows.length - 1;
    for (int n = 0; n < output.length; n++) {
      long position = n * stepNumerator;
      int first = (int) (position / stepDenominator) - reach + 1;
      double row = (double) (position % stepDenominator) * phases / stepDenominator;
      int below = (int) row;
      double sum = weighted(input, first, rows[below]);
      if (row > below) {
        sum += (row - below) * (weighted(input, first, rows[below + 1]) - sum);
      }
      output[n] = (float) sum;
    }
    return output;
  }

  /** The sum of the samples from {@code first} on, times their weights. */
  private static double weighted(float[] input, int first, double[] weights) {
    int from = Math.max(0, -first);
    int to = Math.min(weights.length, input.length - first);
    double even = 0;
    double odd = 0;
    int i = from;
    for (; i + 1 < to; i += 2) {
      even += input[first + i] * weights[i];
      odd += input[first + i + 1] * weights[i + 1];
    }
    return even + odd + (i < to ? input[first + i] * weights[i] : 0);
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  /** Modified Bessel function of the first kind, order 0, by its power series. */
  private static double besselI0(double x) {
    double quarterSquare = x * x / 4;
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= quarterSquare / ((double) k * k);
      sum += term;
    }
    return sum;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
