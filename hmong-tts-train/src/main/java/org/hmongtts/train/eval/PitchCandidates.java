package org.hmongtts.train.eval;

import java.util.Arrays;

/** The possible fundamental frequencies at moments of one recording. Not thread-safe. */
final class PitchCandidates {

  /** Most voiced candidates of a frame. */
  static final int MOST = 6;

  private static final double WINDOW_PERIODS = 3;
  private static final double WEAKEST = 0.15;

  private final float[] samples;
  private final int rateHz;
  private final PitchRange range;
  private final double loudest;
  private final double[] window;
  private final double[] windowCorrelation;
  private final Fft fft;
  private final double[] real;
  private final double[] imaginary;

  PitchCandidates(float[] samples, int rateHz, PitchRange range) {
    this.samples = samples;
    this.rateHz = rateHz;
    this.range = range;
    double peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    loudest = peak;
    window = new double[(int) (WINDOW_PERIODS * rateHz / range.lowestHz())];
    for (int i = 0; i < window.length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / window.length);
    }
    // Only lags up to one period are looked at: what wraps around beyond them does no harm.
    fft = Fft.atLeast(window.length + (int) (rateHz / range.lowestHz()) + 2);
    real = new double[fft.size()];
    imaginary = new double[fft.size()];
    System.arraycopy(window, 0, real, 0, window.length);
    correlate();
    windowCorrelation = real.clone();
  }

  /** One moment: its peak as a share of the recording's, and the candidates, strongest first. */
  record Frame(double relativePeak, double[] hz, double[] strength) {}

  /**
   * @param centre index of the sample in the middle of the frame
   */
  Frame at(int centre) {
    int first = centre - window.length / 2;
    double mean = 0;
    for (int i = 0; i < window.length; i++) {
      mean += sample(first + i);
    }
    mean /= window.length;
    Arrays.fill(real, 0);
    Arrays.fill(imaginary, 0);
    double peak = 0;
    for (int i = 0; i < window.length; i++) {
      real[i] = (sample(first + i) - mean) * window[i];
      peak = Math.max(peak, Math.abs(real[i]));
    }
    correlate();
    // Below 16-bit resolution there is nothing to measure, whatever the recording's own peak.
    if (real[0] < 1e-9) {
      return new Frame(0, new double[0], new double[0]);
    }
    return peaks(peak / loudest);
  }

  private Frame peaks(double relativePeak) {
    double[] hz = new double[MOST];
    double[] strength = new double[MOST];
    double[] rank = new double[MOST];
    int count = 0;
    int longest = Math.min(window.length - 2, (int) (rateHz / range.lowestHz()) + 1);
    for (int lag = (int) (rateHz / range.highestHz()); lag <= longest; lag++) {
      double middle = correlation(lag);
      double left = correlation(lag - 1);
      double right = correlation(lag + 1);
      if (middle < WEAKEST || middle < left || middle <= right) {
        continue;
      }
      double offset = (left - right) / 2 / (left - 2 * middle + right);
      double frequency = rateHz / (lag + offset);
      double height = Math.min(1, middle - 0.25 * (left - right) * offset);
      double score = height + PitchPath.octaveBonus(frequency, range);
      int at = count;
      while (at > 0 && rank[at - 1] < score) {
        at--;
      }
      if (at == MOST) {
        continue;
      }
      int moved = Math.min(count, MOST - 1) - at;
      System.arraycopy(hz, at, hz, at + 1, moved);
      System.arraycopy(strength, at, strength, at + 1, moved);
      System.arraycopy(rank, at, rank, at + 1, moved);
      hz[at] = frequency;
      strength[at] = height;
      rank[at] = score;
      count = Math.min(count + 1, MOST);
    }
    return new Frame(relativePeak, Arrays.copyOf(hz, count), Arrays.copyOf(strength, count));
  }

  /** Normalised to 1 at lag 0, with the window's own decay taken out. */
  private double correlation(int lag) {
    return real[lag] / real[0] / (windowCorrelation[lag] / windowCorrelation[0]);
  }

  /** Turns the signal in {@code real} into its autocorrelation, times the transform's size. */
  private void correlate() {
    fft.transform(real, imaginary);
    for (int i = 0; i < real.length; i++) {
      real[i] = real[i] * real[i] + imaginary[i] * imaginary[i];
      imaginary[i] = 0;
    }
    // The power spectrum is real and even, so that the forward transform is the inverse as well.
    fft.transform(real, imaginary);
  }

  private float sample(int index) {
    return index < 0 || index >= samples.length ? 0 : samples[index];
  }
}
