package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.hmongtts.audio.Audio;
import org.junit.jupiter.api.Test;

class CepstralDistortionTest {

  private static final int RATE_HZ = 16_000;

  @Test
  void aSoundIsNotDistortedAgainstItself() {
    assertThat(between(glide(2, 0.4), glide(2, 0.4))).isZero();
  }

  @Test
  void levelAndSilenceAroundItDoNotMatter() {
    Audio voice = glide(1, 0.4);
    float[] padded = new float[voice.samples().length + RATE_HZ];
    for (int i = 0; i < voice.samples().length; i++) {
      padded[RATE_HZ / 2 + i] = 0.2f * voice.samples()[i];
    }
    assertThat(between(voice, Audio.mono(padded, RATE_HZ))).isLessThan(0.5);
  }

  @Test
  void tempoMattersFarLessThanTimbre() {
    double slower = between(glide(1, 0.5), glide(2, 0.5));
    double duller = between(glide(1, 0.5), glide(1, 1.5));
    assertThat(slower).isLessThan(duller / 3);
  }

  @Test
  void isTheFormulaForConstantSpectra() {
    Audio one = SyntheticVoice.speak(RATE_HZ, 0.5, t -> 200, 0.5, 0);
    Audio other = SyntheticVoice.speak(RATE_HZ, 0.5, t -> 200, 1.5, 0);
    double[] a = SpeechFrames.of(one).cepstrum(50);
    double[] b = SpeechFrames.of(other).cepstrum(50);
    // Cepstra of natural logarithms, as the formula has them.
    double sum = 0;
    for (int i = 1; i <= 13; i++) {
      sum += Math.pow((a[i] - b[i]) * Math.log(10) / 10, 2);
    }
    double expected = 10 / Math.log(10) * Math.sqrt(2 * sum);
    assertThat(between(one, other)).isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void silenceHasNothingToCompare() {
    float[] silence = new float[RATE_HZ];
    Arrays.fill(silence, 0);
    assertThat(between(Audio.mono(silence, RATE_HZ), glide(1, 0.5))).isFinite();
  }

  /** A vowel whose brightness falls over its length. */
  private static Audio glide(double seconds, double tilt) {
    int parts = 4;
    float[] samples = new float[(int) (seconds * RATE_HZ)];
    for (int part = 0; part < parts; part++) {
      Audio vowel = SyntheticVoice.speak(RATE_HZ, seconds, t -> 150, tilt + 0.3 * part, 0);
      int from = samples.length * part / parts;
      int to = samples.length * (part + 1) / parts;
      System.arraycopy(vowel.samples(), from, samples, from, to - from);
    }
    return Audio.mono(samples, RATE_HZ);
  }

  private static double between(Audio one, Audio other) {
    return CepstralDistortion.between(SpeechFrames.of(one), SpeechFrames.of(other));
  }
}
