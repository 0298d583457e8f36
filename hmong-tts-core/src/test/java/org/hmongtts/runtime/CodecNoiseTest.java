package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CodecNoiseTest {

  @Property(tries = 200, seed = "20261122")
  void aPartOfTheNoiseIsThatPartOfTheWhole(
      @ForAll long seed,
      @ForAll @IntRange(max = 7) int block,
      @ForAll @IntRange(max = 90) int from,
      @ForAll @IntRange(max = 10) int count) {
    float[] whole = noise(seed, block, 0, 100);
    assertThat(noise(seed, block, from, count))
        .isEqualTo(Arrays.copyOfRange(whole, from, from + count));
  }

  @Test
  void isStandardNormal() {
    float[] values = noise(3, 1, 0, 200_000);
    double[] moments = new double[4];
    for (float value : values) {
      for (int m = 0; m < moments.length; m++) {
        moments[m] += Math.pow(value, m + 1) / values.length;
      }
    }
    assertThat(moments[0]).isCloseTo(0, Offset.offset(0.01));
    assertThat(moments[1]).isCloseTo(1, Offset.offset(0.02));
    assertThat(moments[2]).isCloseTo(0, Offset.offset(0.03));
    assertThat(moments[3]).isCloseTo(3, Offset.offset(0.1));
  }

  @Test
  void blocksSeedsAndStepsAreUncorrelated() {
    float[] values = noise(3, 1, 0, 100_000);
    assertThat(correlation(values, noise(3, 2, 0, 100_000))).isCloseTo(0, Offset.offset(0.02));
    assertThat(correlation(values, noise(4, 1, 0, 100_000))).isCloseTo(0, Offset.offset(0.02));
    assertThat(correlation(values, noise(3, 1, 1, 100_000))).isCloseTo(0, Offset.offset(0.02));
    assertThat(correlation(values, noise(3, 1, 2, 100_000))).isCloseTo(0, Offset.offset(0.02));
  }

  @Test
  void givenNoiseThatIsTooShortIsRefused() {
    CodecNoise noise = CodecNoise.given(List.of(new float[3]));
    assertThatThrownBy(() -> noise.write(0, 2, FloatBuffer.allocate(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("block 0 has 3 values, expected at least 4");
  }

  private static float[] noise(long seed, int block, int from, int count) {
    float[] values = new float[count];
    CodecNoise.seeded(seed).write(block, from, FloatBuffer.wrap(values));
    return values;
  }

  private static double correlation(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * (double) b[i] / a.length;
    }
    return sum;
  }
}
