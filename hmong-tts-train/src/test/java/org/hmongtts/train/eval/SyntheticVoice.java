package org.hmongtts.train.eval;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.hmongtts.audio.Audio;

/** Harmonic sound with a known fundamental frequency. */
final class SyntheticVoice {

  private SyntheticVoice() {}

  /**
   * @param hzAtSecond the fundamental frequency; silence where it is 0
   * @param tilt decay of the harmonics: the n-th has the amplitude {@code n^-tilt}
   * @param noise standard deviation of added white noise; the voice itself has about 0.2
   */
  static Audio speak(
      int rateHz, double seconds, DoubleUnaryOperator hzAtSecond, double tilt, double noise) {
    return speak(rateHz, seconds, hzAtSecond, tilt, noise, 0);
  }

  /**
   * @param creak by how much every second period is weaker than the one before it, 0..1: the
   *     alternation that makes trackers fall an octave
   */
  static Audio speak(
      int rateHz,
      double seconds,
      DoubleUnaryOperator hzAtSecond,
      double tilt,
      double noise,
      double creak) {
    float[] samples = new float[(int) (rateHz * seconds)];
    Random random = new Random(7);
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double hz = hzAtSecond.applyAsDouble((double) i / rateHz);
      phase += 2 * Math.PI * hz / rateHz;
      double sum = 0;
      for (int n = 1; hz > 0 && n * hz < Math.min(5000, rateHz / 2.0); n++) {
        sum += Math.cos(n * phase + 0.7 * n * n) * Math.pow(n, -tilt);
      }
      double weakened = 1 - creak * (0.5 + 0.5 * Math.cos(phase / 2));
      samples[i] = (float) (0.2 * weakened * sum + noise * random.nextGaussian());
    }
    return Audio.mono(samples, rateHz);
  }
}
