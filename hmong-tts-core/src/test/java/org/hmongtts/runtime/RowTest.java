package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The row kernels against slow, obvious versions in double. */
class RowTest {

  @ParameterizedTest
  @ValueSource(floats = {0.001f, 0.3f, 1, 7, -2, 0})
  void snakeIsXPlusSineSquared(float alpha) {
    float[] x = random(5000, 4);
    Row row = row(x);
    RowKernel.Snake.of(new float[] {alpha}).apply(row, 0, null);
    for (int i = 0; i < x.length; i++) {
      double sine = Math.sin(alpha * (double) x[i]);
      double exact = x[i] + sine * sine / (alpha + 1e-9);
      assertThat((double) row.values()[i]).isCloseTo(exact, Offset.offset(1e-5));
    }
  }

  @Test
  void snakeIsExactNearZero() {
    float[] x = {1e-4f, -3e-4f, 0, 2e-3f};
    Row row = row(x);
    RowKernel.Snake.of(new float[] {0.5f}).apply(row, 0, null);
    for (int i = 0; i < x.length; i++) {
      double sine = Math.sin(0.5 * x[i]);
      double added = sine * sine / 0.5;
      assertThat(row.values()[i] - x[i]).isCloseTo((float) added, Offset.offset(Math.ulp(x[i])));
    }
  }

  @ParameterizedTest(name = "{0} steps, {1} taps, dilation {2}")
  @CsvSource({"5000,7,9", "1024,7,1", "1030,7,3", "20,7,9", "3,7,9", "1,7,1", "300,5,2", "300,1,1"})
  void convolutionSeesZerosBeyondTheEnds(int steps, int kernel, int dilation) {
    float[] x = random(steps, 1);
    float[] taps = random(kernel, 2);
    int padding = (kernel - 1) / 2 * dilation;
    Row row = row(x);
    row.convolve(taps, 0.5f, dilation, padding);
    assertThat(row.count()).isEqualTo(steps);
    for (int i = 0; i < steps; i++) {
      double exact = 0.5;
      for (int k = 0; k < kernel; k++) {
        int from = i + k * dilation - padding;
        exact += from < 0 || from >= steps ? 0 : taps[k] * (double) x[from];
      }
      assertThat((double) row.values()[i]).isCloseTo(exact, Offset.offset(1e-5));
    }
  }

  @ParameterizedTest(name = "{0} steps, stride {1}")
  @CsvSource({"10,8", "10,2", "1,8", "7,3", "2,1", "9,7"})
  void overlapIsATransposedConvolution(int steps, int stride) {
    int padding = (stride + 1) / 2;
    float[] partial = random(2 * stride * steps, 3);
    Row row = row(new float[1]);
    row.overlap(partial, steps, stride, padding, 0.25f);
    double[] exact = new double[steps * stride];
    Arrays.fill(exact, 0.25);
    for (int t = 0; t < steps; t++) {
      for (int tap = 0; tap < 2 * stride; tap++) {
        int n = t * stride + tap - padding;
        if (n >= 0 && n < exact.length) {
          exact[n] += partial[tap * steps + t];
        }
      }
    }
    assertThat(row.count()).isEqualTo(exact.length);
    for (int n = 0; n < exact.length; n++) {
      assertThat((double) row.values()[n]).isCloseTo(exact[n], Offset.offset(1e-6));
    }
  }

  private static Row row(float[] values) {
    Row row = new Row();
    row.load(FloatBuffer.wrap(values), 0, values.length);
    return row;
  }

  private static float[] random(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian() * seed;
    }
    return values;
  }
}
