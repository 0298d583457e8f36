package org.hmongtts.audio;

/**
 * Changes the sample rate by any ratio. Immutable; one instance may serve several threads.
 *
 * <p>How this works: an output sample is the band-limited input at its moment, that is the input
 * weighted with a sinc whose cutoff lies below the Nyquist frequency of the lower of the two rates,
 * under a Kaiser window. The window reaches 80 samples of the lower rate to each side, which gives
 * a stop band 100 dB down that begins at that Nyquist frequency, and a flat pass band up to 92 % of
 * it. The kernel is symmetric around the output's own moment, so the phase is linear and there is
 * no delay. Instead of one row of weights for every phase of the ratio (44,100 to 23,999 Hz has
 * 23,999) the kernel is kept once, finely sampled, and interpolated between its points: the memory
 * is the same for every ratio, and the error of the interpolation stays below -140 dB.
 */
public final class Resampler {

  /** Half the window, in samples of the lower rate. */
  private static final int HALF_WIDTH = 80;

  /** Points of the kernel per sample of the lower rate. */
  private static final int POINTS = 4096;

  /** Middle of the transition band as a share of the lower Nyquist frequency. */
  private static final double CUTOFF = 0.96;

  /** Kaiser's beta for 100 dB: 0.1102 (A - 8.7); Kaiser, "Nonrecursive digital filter design". */
  private static final double KAISER_BETA = 0.1102 * (100 - 8.7);

  private final long stepNumerator;
  private final long stepDenominator;
  private final double scale;

  /**
   * @param fromHz rate of what will be given, at least 1
   * @param toHz rate of what will be returned, at least 1
   * @throws IllegalArgumentException if a rate is not positive
   */
  public Resampler(int fromHz, int toHz) {
    if (fromHz < 1 || toHz < 1) {
      throw new IllegalArgumentException(
          "sample rates must be positive, got " + fromHz + " and " + toHz);
    }
    long divisor = greatestCommonDivisor(fromHz, toHz);
    stepNumerator = fromHz / divisor;
    stepDenominator = toHz / divisor;
    scale = Math.min(1.0, (double) toHz / fromHz);
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
    double reach = HALF_WIDTH / scale;
    double pointsPerInput = POINTS * scale;
    for (int n = 0; n < output.length; n++) {
      long position = n * stepNumerator;
      int centre = (int) (position / stepDenominator);
      double fraction = (double) (position % stepDenominator) / stepDenominator;
      int first = Math.max(0, centre - (int) Math.floor(reach - fraction));
      int last = (int) Math.min(input.length - 1L, centre + (long) Math.floor(reach + fraction));
      double sum = 0;
      for (int i = first; i <= last; i++) {
        sum += input[i] * weight(Math.abs(i - centre - fraction) * pointsPerInput);
      }
      output[n] = (float) (sum * scale);
    }
    return output;
  }

  private static double weight(double point) {
    int below = (int) point;
    double[] kernel = Kernel.POINTS_TO_THE_RIGHT;
    return kernel[below] + (point - below) * (kernel[below + 1] - kernel[below]);
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }

  /** Right half of the symmetric kernel; built when the first rate is really changed. */
  private static final class Kernel {

    /** Two points past the end stay zero, so that interpolation at the very edge finds them. */
    static final double[] POINTS_TO_THE_RIGHT = new double[HALF_WIDTH * POINTS + 2];

    static {
      double windowAtCentre = besselI0(KAISER_BETA);
      POINTS_TO_THE_RIGHT[0] = CUTOFF;
      for (int i = 1; i <= HALF_WIDTH * POINTS; i++) {
        double t = (double) i / POINTS;
        double edge = t / HALF_WIDTH;
        double window = besselI0(KAISER_BETA * Math.sqrt(1 - edge * edge)) / windowAtCentre;
        POINTS_TO_THE_RIGHT[i] = Math.sin(Math.PI * CUTOFF * t) / (Math.PI * t) * window;
      }
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
  }
}
