package org.hmongtts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

  @ParameterizedTest(name = "{0} to {1} Hz")
  @CsvSource({
    "22050, 24000",
    "24000, 22050",
    "16000, 24000",
    "44100, 23999",
    "47999, 48000",
    "8000, 96000",
    "192000, 8000",
    "24000, 1000"
  })
  void keepsAToneInPlaceAndInSize(int from, int to) {
    double frequency = 0.2 * Math.min(from, to);
    float[] output = new Resampler(from, to).resample(tone(frequency, from, from / 2));
    float[] expected = tone(frequency, to, output.length);
    int edge = (int) (100L * Math.max(from, to) / from) * 2;
    for (int i = edge; i < output.length - edge; i++) {
      assertThat(output[i]).as("sample %d", i).isCloseTo(expected[i], within(3e-5f));
    }
  }

  @ParameterizedTest(name = "{2} samples from {0} to {1} Hz are {3}")
  @CsvSource({
    "16000, 24000, 1920, 2880",
    "44100, 24000, 5292, 2880",
    "44100, 24000, 1, 1",
    "48000, 24000, 1, 1",
    "48000, 16000, 1, 0",
    "22050, 24000, 0, 0",
    "24000, 24000, 7, 7",
    "1, 1000, 3, 3000"
  })
  void returnsTheRoundedLength(int from, int to, int samples, int expected) {
    assertThat(new Resampler(from, to).resample(new float[samples])).hasSize(expected);
  }

  @Test
  void isSymmetricSoThatThePhaseIsLinear() {
    float[] impulse = new float[801];
    impulse[400] = 1;
    float[] output = new Resampler(24_000, 48_000).resample(impulse);
    for (int i = 1; i < 400; i++) {
      assertThat(output[800 - i]).isEqualTo(output[800 + i], within(1e-9f));
    }
  }

  @Test
  void returnsACopyWhenTheRatesAreEqual() {
    float[] input = {0.1f, -0.2f};
    float[] output = new Resampler(24_000, 24_000).resample(input);
    assertThat(output).containsExactly(input).isNotSameAs(input);
  }

  @Test
  void convertsChannelsApart() {
    float[] left = tone(440, 48_000, 4800);
    float[] interleaved = new float[2 * left.length];
    for (int i = 0; i < left.length; i++) {
      interleaved[2 * i] = left[i];
    }
    Audio converted = new Audio(interleaved, 48_000, 2).resampled(16_000);
    float[] alone = new Resampler(48_000, 16_000).resample(left);
    assertThat(converted.frames()).isEqualTo(1600);
    for (int i = 0; i < alone.length; i++) {
      assertThat(converted.samples()[2 * i]).isEqualTo(alone[i]);
      assertThat(converted.samples()[2 * i + 1]).isZero();
    }
  }

  @Test
  void refusesRatesThatAreNotPositive() {
    assertThatThrownBy(() -> new Resampler(0, 24_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 and 24000");
  }

  @Test
  void refusesRatesThatCannotBeMeant() {
    assertThatThrownBy(() -> new Resampler(768_000, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("768000 and 1");
  }

  @Test
  void refusesAResultThatNoArrayHolds() {
    assertThatThrownBy(() -> new Resampler(1_000, 768_000).length(3_000_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too many");
  }

  private static float[] tone(double hz, int rate, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (0.5 * Math.cos(2 * Math.PI * hz * i / rate + 0.3));
    }
    return tone;
  }
}
