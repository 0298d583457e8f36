package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.hmongtts.audio.Audio;

/**
 * The long-term average spectrum of a voice: its power in 18 bands of a third of an octave, from
 * 125 Hz to 6.3 kHz (IEC 61260), over all that is spoken. What is said averages out; the length of
 * the vocal tract, the slope of the glottal source and the microphone remain.
 *
 * @param decibels of each band, from their mean, so that level does not matter; treat as read-only
 */
public record LongTermSpectrum(double[] decibels) {

  /** Lowest and highest band as tenths of a decade from 1 kHz. */
  private static final int LOWEST_BAND = -9;

  private static final int HIGHEST_BAND = 8;
  private static final int BANDS = HIGHEST_BAND - LOWEST_BAND + 1;
  private static final int RATE_HZ = 16_000;

  /** 64 ms: bins of 16 Hz, of which the narrowest band holds two. */
  private static final int WINDOW = 1024;

  private static final int HOP = WINDOW / 2;

  /** Beside the loudest band it is nothing; keeps empty bands finite. */
  private static final double FLOOR = 1e-9;

  static LongTermSpectrum of(List<Audio> recordings) {
    double[] sum = new double[WINDOW / 2 + 1];
    recordings.forEach(recording -> add(recording, sum));
    double[] bands = new double[BANDS];
    for (int band = 0; band < BANDS; band++) {
      bands[band] = band(sum, LOWEST_BAND + band);
    }
    double floor = Math.max(Double.MIN_NORMAL, FLOOR * Arrays.stream(bands).max().orElseThrow());
    double[] levels = Arrays.stream(bands).map(p -> 10 * Math.log10(p + floor)).toArray();
    double mean = Arrays.stream(levels).average().orElseThrow();
    return new LongTermSpectrum(Arrays.stream(levels).map(level -> level - mean).toArray());
  }

  /**
   * How far apart two halves of the same recordings are, every other one against the rest: what
   * different words alone make.
   *
   * @return empty for fewer than two recordings
   */
  static OptionalDouble betweenHalves(List<Audio> recordings) {
    if (recordings.size() < 2) {
      return OptionalDouble.empty();
    }
    List<List<Audio>> halves = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < recordings.size(); i++) {
      halves.get(i % 2).add(recordings.get(i));
    }
    return OptionalDouble.of(of(halves.get(0)).distance(of(halves.get(1))));
  }

  /** The root mean square of the differences of all bands, in dB. */
  public double distance(LongTermSpectrum other) {
    double sum = 0;
    for (int i = 0; i < BANDS; i++) {
      sum += Math.pow(decibels[i] - other.decibels[i], 2);
    }
    return Math.sqrt(sum / BANDS);
  }

  /** Nominal centre of each band in Hz. */
  public static double[] centresHz() {
    double[] centres = new double[BANDS];
    Arrays.setAll(centres, band -> Math.pow(10, 3 + (LOWEST_BAND + band) / 10.0));
    return centres;
  }

  /** Adds the power spectra of a recording's windows, of those in which somebody speaks. */
  private static void add(Audio recording, double[] sum) {
    float[] samples = recording.toMono().resampled(RATE_HZ).samples();
    Fft fft = new Fft(WINDOW);
    List<double[]> spectra = new ArrayList<>();
    for (int start = 0; start + WINDOW <= samples.length; start += HOP) {
      double[] real = new double[WINDOW];
      double[] imaginary = new double[WINDOW];
      for (int i = 0; i < WINDOW; i++) {
        real[i] = samples[start + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / WINDOW));
      }
      fft.transform(real, imaginary);
      double[] power = new double[WINDOW / 2 + 1];
      for (int bin = 0; bin < power.length; bin++) {
        power[bin] = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
      }
      spectra.add(power);
    }
    double[] totals = spectra.stream().mapToDouble(power -> Arrays.stream(power).sum()).toArray();
    double pause =
        Arrays.stream(totals).max().orElse(0) * Math.pow(10, -SpeechLevel.PAUSE_DECIBELS / 10);
    for (int t = 0; t < totals.length; t++) {
      if (totals[t] > pause) {
        double[] power = spectra.get(t);
        Arrays.setAll(sum, bin -> sum[bin] + power[bin]);
      }
    }
  }

  private static double band(double[] power, int tenths) {
    double from = Math.pow(10, 3 + (tenths - 0.5) / 10) * WINDOW / RATE_HZ;
    double to = Math.pow(10, 3 + (tenths + 0.5) / 10) * WINDOW / RATE_HZ;
    double sum = 0;
    for (int bin = 0; bin < power.length; bin++) {
      // A bin on an edge counts for the share of it that is inside.
      sum += power[bin] * Math.max(0, Math.min(to, bin + 0.5) - Math.max(from, bin - 0.5));
    }
    return sum;
  }
}
