package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hmongtts.audio.Audio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class F0TrackerTest {

  @ParameterizedTest(name = "{0} to {1} Hz at {2} Hz, tilt {3}")
  @CsvSource({
    "80, 160, 16000, 1.0",
    "90, 180, 24000, 0.0",
    "110, 220, 22050, 2.0",
    "160, 320, 24000, 0.5",
    "320, 160, 48000, 1.0",
    "250, 450, 16000, 1.0"
  })
  void followsASweepWithinATenthOfASemitone(double from, double to, int rate, double tilt) {
    DoubleUnaryOperator sweep = t -> from * Math.pow(to / from, t / 2);
    F0Track track = F0Tracker.track(SyntheticVoice.speak(rate, 2, sweep, tilt, 0.01));
    double[] errors = errors(track, sweep, 0.05, 1.95);
    assertThat(Arrays.stream(errors).max().orElseThrow()).isLessThan(0.1);
  }

  @Test
  void staysInTheOctaveInNoise() {
    DoubleUnaryOperator melody = t -> 180 * Math.pow(2, 4.0 / 12 * Math.sin(2 * Math.PI * 2 * t));
    // 10 dB of signal to noise, and a second harmonic much stronger than the first.
    Audio voice = SyntheticVoice.speak(24_000, 2, melody, -0.3, 0.3);
    double[] errors = errors(F0Tracker.track(voice), melody, 0.05, 1.95);
    assertThat(Arrays.stream(errors).max().orElseThrow()).isLessThan(1);
    assertThat(Arrays.stream(errors).average().orElseThrow()).isLessThan(0.1);
  }

  @Test
  void hearsAPureTone() {
    Audio tone = SyntheticVoice.speak(24_000, 1, t -> 200, 30, 0);
    assertThat(F0Tracker.track(tone).medianHz()).isCloseTo(200, within(0.2));
  }

  @Test
  void leavesSilenceAndNoiseUnvoiced() {
    DoubleUnaryOperator pause = t -> t < 0.5 || t > 1 ? 150 : 0;
    double[] hz = F0Tracker.track(SyntheticVoice.speak(16_000, 1.5, pause, 1, 0.002)).hz();
    assertThat(Arrays.copyOfRange(hz, 106, 194)).containsOnly(0);
    assertThat(Arrays.copyOfRange(hz, 10, 90)).doesNotContain(0);
    Audio noise = SyntheticVoice.speak(16_000, 1, t -> 0, 1, 0.1);
    assertThat(F0Tracker.track(noise).voicedShare()).isLessThan(0.1);
  }

  @Test
  void acceptsNothingAtAll() {
    F0Track nothing = F0Tracker.track(Audio.mono(new float[0], 16_000));
    assertThat(nothing.medianHz()).isZero();
    assertThat(F0Tracker.track(Audio.mono(new float[16_000], 16_000)).voicedShare()).isZero();
  }

  /** In semitones; a frame without voice counts for 100. */
  private static double[] errors(
      F0Track track, DoubleUnaryOperator expected, double fromSecond, double toSecond) {
    int from = (int) (fromSecond / track.hopSeconds());
    int to = (int) (toSecond / track.hopSeconds());
    double[] errors = new double[to - from];
    for (int t = from; t < to; t++) {
      double hz = track.hz()[t];
      double truth = expected.applyAsDouble(t * track.hopSeconds());
      errors[t - from] = hz == 0 ? 100 : Math.abs(12 * Math.log(hz / truth) / Math.log(2));
    }
    return errors;
  }
}
