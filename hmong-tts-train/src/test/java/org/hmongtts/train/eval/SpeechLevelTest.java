package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hmongtts.audio.Audio;
import org.junit.jupiter.api.Test;

class SpeechLevelTest {

  private static final int RATE_HZ = 16_000;

  @Test
  void aSineOfATenthIsThreeDecibelsBelowItsPeak() {
    SpeechLevel level = SpeechLevel.of(List.of(sine(0.1, 1)));
    assertThat(level.peakDbfs()).isCloseTo(-20, within(0.01));
    assertThat(level.rmsDbfs()).isCloseTo(-23.01, within(0.01));
    assertThat(level.clippedShare()).isZero();
  }

  @Test
  void pausesDoNotCount() {
    float[] withPause = Arrays.copyOf(sine(0.1, 1).samples(), 3 * RATE_HZ);
    SpeechLevel level = SpeechLevel.of(List.of(Audio.mono(withPause, RATE_HZ)));
    assertThat(level.rmsDbfs()).isCloseTo(-23.01, within(0.01));
  }

  @Test
  void whatReachesFullScaleIsClipped() {
    float[] samples = sine(1.5, 1).samples();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.max(-1, Math.min(1, samples[i]));
    }
    // A sine of 1.5 is beyond 1 for 1 - 2/pi * asin(1 / 1.5) of the time.
    assertThat(SpeechLevel.of(List.of(Audio.mono(samples, RATE_HZ))).clippedShare())
        .isCloseTo(0.535, within(0.01));
  }

  @Test
  void silenceHasAFiniteLevel() {
    SpeechLevel level = SpeechLevel.of(List.of(Audio.mono(new float[RATE_HZ], RATE_HZ)));
    assertThat(level).isEqualTo(new SpeechLevel(-120, -120, 0));
    assertThat(SpeechLevel.of(List.of(Audio.mono(new float[0], RATE_HZ)))).isEqualTo(level);
  }

  private static Audio sine(double amplitude, int seconds) {
    float[] samples = new float[seconds * RATE_HZ];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * 200 * i / RATE_HZ));
    }
    return Audio.mono(samples, RATE_HZ);
  }
}
