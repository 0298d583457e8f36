package org.hmongtts.train.eval;

import java.util.Arrays;
import org.hmongtts.audio.Audio;

/**
 * What an aligner hears: per 5 ms the energy in three broad bands, their sum, and the shape of the
 * spectrum as cepstrum of 20 mel bands. Levels are in dB from the utterance's loud frames, so that
 * recording level does not matter.
 */
final class SpeechFrames {

  static final double HOP_SECONDS = 0.005;

  /** Numbers in {@link #vector}: 12 cepstral coefficients and 4 levels. */
  static final int DIMENSIONS = 16;

  private static final int RATE_HZ = 16_000;
  private static final int HOP = (int) (HOP_SECONDS * RATE_HZ);
  private static final int WINDOW = 256;
  private static final int FFT = 512;
  private static final int BANDS = 20;
  private static final int CEPSTRA = 12;

  /** Those that {@link #cepstrum(int)} has; the aligner needs fewer. */
  private static final int ALL_CEPSTRA = 14;

  private static final double LOUD_QUANTILE = 0.95;

  /** Power under the loud frames at which a level ends, -70 dB. */
  private static final double FLOOR = 1e-7;

  private static final double[][] MEL_BANDS = melBands();

  private final double[] low;
  private final double[] middle;
  private final double[] high;
  private final double[] energy;
  private final double[][] cepstrum;

  private SpeechFrames(int frames) {
    low = new double[frames];
    middle = new double[frames];
    high = new double[frames];
    energy = new double[frames];
    cepstrum = new double[frames][ALL_CEPSTRA];
  }

  static SpeechFrames of(Audio audio) {
    double[][] power = spectra(audio.toMono().resampled(RATE_HZ).samples());
    double[] total = Arrays.stream(power).mapToDouble(bins -> Arrays.stream(bins).sum()).toArray();
    double[] sorted = total.clone();
    Arrays.sort(sorted);
    double loud = Math.max(1e-12, sorted[(int) (LOUD_QUANTILE * (sorted.length - 1))]);
    SpeechFrames frames = new SpeechFrames(power.length);
    for (int t = 0; t < power.length; t++) {
      frames.energy[t] = decibels(total[t] / loud);
      frames.low[t] = decibels(band(power[t], 80, 500) / loud);
      frames.middle[t] = decibels(band(power[t], 500, 2500) / loud);
      frames.high[t] = decibels(band(power[t], 2500, RATE_HZ / 2.0) / loud);
      frames.cepstrum[t] = cepstrum(power[t], loud);
    }
    return frames;
  }

  /** How many frames a recording has. */
  static int count(Audio audio) {
    return count(audio.toMono().resampled(RATE_HZ).samples());
  }

  private static int count(float[] samples) {
    return samples.length / HOP + 1;
  }

  int count() {
    return energy.length;
  }

  /** Level from 80 to 500 Hz, where voicing and nasal murmur are. */
  double low(int frame) {
    return low[frame];
  }

  /** Level from 500 to 2500 Hz, where vowels are. */
  double middle(int frame) {
    return middle[frame];
  }

  /** Level above 2500 Hz, where frication is. */
  double high(int frame) {
    return high[frame];
  }

  /** Level of the whole. */
  double energy(int frame) {
    return energy[frame];
  }

  /** All of one frame in numbers of similar spread. */
  double[] vector(int frame) {
    double[] vector = new double[DIMENSIONS];
    for (int i = 0; i < CEPSTRA; i++) {
      vector[i] = Math.max(-60, Math.min(60, cepstrum[frame][i]));
    }
    double[] levels = {energy[frame], low[frame], middle[frame], high[frame]};
    for (int i = 0; i < levels.length; i++) {
      vector[CEPSTRA + i] = Math.max(-60, Math.min(0, levels[i])) / 2;
    }
    return vector;
  }

  /** Mel cepstrum in dB: level, then coefficients 1 to 13. Not copied. */
  double[] cepstrum(int frame) {
    return cepstrum[frame];
  }

  /** Distance of the mean cepstra of the 15 ms before and after the start of a frame. */
  double change(int frame) {
    double sum = 0;
    for (int i = 0; i < CEPSTRA; i++) {
      sum += Math.pow(mean(frame - 3, frame, i) - mean(frame, frame + 3, i), 2);
    }
    return Math.sqrt(sum);
  }

  private double mean(int from, int to, int coefficient) {
    int first = Math.max(0, from);
    int end = Math.min(count(), to);
    double sum = 0;
    for (int t = first; t < end; t++) {
      sum += cepstrum[t][coefficient];
    }
    return sum / (end - first);
  }

  private static double[][] spectra(float[] samples) {
    double[][] power = new double[count(samples)][FFT / 2 + 1];
    Fft fft = new Fft(FFT);
    double[] real = new double[FFT];
    double[] imaginary = new double[FFT];
    for (int t = 0; t < power.length; t++) {
      Arrays.fill(real, 0);
      Arrays.fill(imaginary, 0);
      for (int i = 0; i < WINDOW; i++) {
        int at = t * HOP - WINDOW / 2 + i;
        double weight = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / (WINDOW - 1));
        real[i] = at < 0 || at >= samples.length ? 0 : weight * samples[at];
      }
      fft.transform(real, imaginary);
      for (int bin = 0; bin <= FFT / 2; bin++) {
        power[t][bin] = real[bin] * real[bin] + imaginary[bin] * imaginary[bin];
      }
    }
    return power;
  }

  private static double band(double[] power, double fromHz, double toHz) {
    double sum = 0;
    for (int bin = 0; bin < power.length; bin++) {
      double hz = (double) bin * RATE_HZ / FFT;
      sum += hz >= fromHz && hz < toHz ? power[bin] : 0;
    }
    return sum;
  }

  private static double[] cepstrum(double[] power, double loud) {
    double[] cepstrum = new double[ALL_CEPSTRA];
    for (int band = 0; band < BANDS; band++) {
      double sum = 0;
      for (int bin = 0; bin < power.length; bin++) {
        sum += MEL_BANDS[band][bin] * power[bin];
      }
      double level = decibels(sum / loud);
      for (int i = 0; i < ALL_CEPSTRA; i++) {
        cepstrum[i] += Math.cos(Math.PI * i * (band + 0.5) / BANDS) * level / BANDS;
      }
    }
    return cepstrum;
  }

  private static double decibels(double ratio) {
    return 10 * Math.log10(ratio + FLOOR);
  }

  /** Triangles from 80 to 7800 Hz, equally wide on the mel scale of O'Shaughnessy. */
  private static double[][] melBands() {
    double lowest = mel(80);
    double width = (mel(7800) - lowest) / (BANDS + 1);
    double[][] bands = new double[BANDS][FFT / 2 + 1];
    for (int band = 0; band < BANDS; band++) {
      for (int bin = 0; bin <= FFT / 2; bin++) {
        double place = (mel((double) bin * RATE_HZ / FFT) - lowest) / width - band;
        bands[band][bin] = Math.max(0, Math.min(place, 2 - place));
      }
    }
    return bands;
  }

  private static double mel(double hz) {
    return 2595 * Math.log10(1 + hz / 700);
  }
}
