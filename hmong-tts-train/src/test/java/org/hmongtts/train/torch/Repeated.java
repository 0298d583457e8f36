package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hmongtts.runtime.ExecutionProvider;

/**
 * What computing the same twice gives: equal bits on the processor. On a GPU it is the same only to
 * rounding, because attention's way back and sums over scattered rows add in whatever order the
 * device's threads arrive.
 */
final class Repeated {

  /** Of the largest value; 32-bit floats of the tiny models were 1e-7 apart. */
  private static final double CLOSE = 1e-4;

  private static final double TOLERANCE =
      TorchFixture.PROVIDER instanceof ExecutionProvider.Cpu ? 0 : CLOSE;

  private Repeated() {}

  static void assertSame(double again, double first) {
    assertSame(List.of(again), List.of(first), "value");
  }

  static void assertSame(float[] again, float[] first, String what) {
    assertSame(values(again), values(first), what);
  }

  static void assertSame(List<Double> again, List<Double> first, String what) {
    assertThat(again).as(what).hasSameSizeAs(first);
    double largest = first.stream().mapToDouble(Math::abs).max().orElse(0);
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i))
          .as("%s, %d", what, i)
          .isCloseTo(first.get(i), within(TOLERANCE * largest));
    }
  }

  /** That something else was computed: the values are further apart than rounding puts them. */
  static void assertOther(double other, double first) {
    assertThat(Math.abs(other - first)).isGreaterThan(CLOSE * Math.abs(first));
  }

  private static List<Double> values(float[] floats) {
    Double[] values = new Double[floats.length];
    Arrays.setAll(values, i -> (double) floats[i]);
    return Arrays.asList(values);
  }
}
