package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.hmongtts.audio.Audio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipAudioTest {

  private static final int RATE = 16_000;

  private static Audio speech(double before, double seconds, double after) {
    return Audio.mono(TestWav.speech(RATE, before, seconds, after, 1), RATE);
  }

  private static DatasetOptions level(Level level) {
    return DatasetOptions.builder().normaliseLevel(level).build();
  }

  private static double peakDecibels(Audio audio) {
    double peak = 0;
    for (float sample : audio.samples()) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return 20 * Math.log10(peak);
  }

  @Test
  void silenceAtBothEndsIsTrimmedToATenthOfASecond() {
    DatasetOptions trim = DatasetOptions.builder().trimSilence(true).build();
    Audio trimmed = ClipAudio.of(speech(1, 2, 3), trim);
    assertThat(trimmed.duration().toMillis() / 1000.0).isCloseTo(2.2, within(0.05));
  }

  @Test
  void soundWithoutSilenceStaysNearlyWhole() {
    DatasetOptions trim = DatasetOptions.builder().trimSilence(true).build();
    assertThat(ClipAudio.of(speech(0.05, 2, 0.05), trim).duration())
        .isBetween(Duration.ofMillis(2050), Duration.ofMillis(2100));
  }

  @Test
  void aClickInTheSilenceIsNoSpeech() {
    Audio audio = speech(1, 1, 1);
    for (int i = 100; i < 180; i++) {
      audio.samples()[i] = 0.8f;
    }
    DatasetOptions trim = DatasetOptions.builder().trimSilence(true).build();
    assertThat(ClipAudio.of(audio, trim).duration().toMillis() / 1000.0)
        .isCloseTo(1.2, within(0.05));
  }

  @Test
  void nothingIsChangedUnlessAskedFor() {
    Audio audio = speech(1, 1, 1);
    assertThat(ClipAudio.of(audio, DatasetOptions.defaults())).isSameAs(audio);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-30, -20})
  void speechGetsTheLevelThatIsAskedForWhateverThePauses(double wanted) {
    Audio audio = ClipAudio.of(speech(2, 1, 2), level(new Level.Speech(wanted)));
    double power = 0;
    for (int i = 2 * RATE; i < 3 * RATE; i++) {
      power += audio.samples()[i] * audio.samples()[i] / RATE;
    }
    assertThat(10 * Math.log10(power)).isCloseTo(wanted, within(0.2));
  }

  @Test
  void speechIsNeverMadeSoLoudThatItClips() {
    Audio audio = ClipAudio.of(speech(0.5, 1, 0.5), level(new Level.Speech(0)));
    assertThat(peakDecibels(audio)).isCloseTo(-1, within(0.01));
  }

  @Test
  void peaksGetTheLevelThatIsAskedFor() {
    Audio audio = ClipAudio.of(speech(0.5, 1, 0.5), level(new Level.Peak(-6)));
    assertThat(peakDecibels(audio)).isCloseTo(-6, within(0.01));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-61, 0.1, Double.NaN})
  void aLevelOutsideOfItsRangeIsRefused(double decibels) {
    assertThatThrownBy(() -> new Level.Peak(decibels))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-60..0 dB");
  }

  @Test
  void limitsOutOfOrderAreRefused() {
    assertThatThrownBy(
            () ->
                DatasetOptions.builder()
                    .limits(Duration.ofSeconds(2), Duration.ofSeconds(1))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2.0..1.0 s");
  }

  @Test
  void derivedOptionsKeepTheOthers() {
    DatasetOptions options =
        DatasetOptions.builder()
            .convert(true)
            .trimSilence(true)
            .normaliseLevel(new Level.Peak(-3))
            .limits(Duration.ofSeconds(1), Duration.ofSeconds(9))
            .build();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options.toBuilder().convert(false).build()).isNotEqualTo(options);
  }
}
