package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hmongtts.audio.Audio;
import org.junit.jupiter.api.Test;

class LongTermSpectrumTest {

  @Test
  void whiteNoiseRisesByABandsWidth() {
    double[] decibels = spectrum(noise(16_000, 20, 1)).decibels();
    for (int band = 1; band < decibels.length; band++) {
      // Each band is wider than the one below by a tenth of a decade: 1 dB.
      assertThat(decibels[band] - decibels[band - 1]).isCloseTo(1, within(0.7));
    }
    assertThat(Arrays.stream(decibels).sum()).isCloseTo(0, within(1e-9));
  }

  @Test
  void aToneIsInItsBand() {
    Audio tone = SyntheticVoice.speak(24_000, 1, t -> 1000, 30, 0);
    double[] decibels = spectrum(tone).decibels();
    double[] centres = LongTermSpectrum.centresHz();
    int loudest = 0;
    for (int band = 0; band < decibels.length; band++) {
      loudest = decibels[band] > decibels[loudest] ? band : loudest;
    }
    assertThat(centres[loudest]).isCloseTo(1000, within(1e-6));
    assertThat(centres[0]).isCloseTo(125.9, within(0.1));
    assertThat(centres[centres.length - 1]).isCloseTo(6310, within(1.0));
  }

  @Test
  void levelAndPausesDoNotMatter() {
    Audio voice = SyntheticVoice.speak(16_000, 2, t -> 150, 1, 0.01);
    float[] quiet = Arrays.copyOf(voice.samples(), 3 * voice.samples().length);
    for (int i = 0; i < quiet.length; i++) {
      quiet[i] *= 0.1f;
    }
    assertThat(spectrum(voice).distance(spectrum(Audio.mono(quiet, 16_000)))).isLessThan(0.1);
  }

  @Test
  void tiltIsADistance() {
    // 6 dB an octave more over 17 thirds of it: evenly from -17 to 17 dB, of which this is the RMS.
    LongTermSpectrum flat = spectrum(SyntheticVoice.speak(16_000, 2, t -> 63, 0, 0));
    LongTermSpectrum falling = spectrum(SyntheticVoice.speak(16_000, 2, t -> 63, 1, 0));
    assertThat(flat.distance(falling)).isCloseTo(falling.distance(flat), within(1e-9));
    assertThat(flat.distance(falling)).isBetween(7.0, 13.0);
  }

  @Test
  void halvesOfTheSameNoiseAreNear() {
    List<Audio> same = List.of(noise(16_000, 4, 1), noise(16_000, 4, 2), noise(16_000, 4, 3));
    assertThat(LongTermSpectrum.betweenHalves(same).orElseThrow()).isLessThan(0.5);
    assertThat(LongTermSpectrum.betweenHalves(same.subList(0, 1))).isEmpty();
  }

  @Test
  void silenceIsFinite() {
    assertThat(spectrum(Audio.mono(new float[16_000], 16_000)).decibels()).containsOnly(0);
  }

  private static LongTermSpectrum spectrum(Audio audio) {
    return LongTermSpectrum.of(List.of(audio));
  }

  private static Audio noise(int rateHz, int seconds, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[rateHz * seconds];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return Audio.mono(samples, rateHz);
  }
}
