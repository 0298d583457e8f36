package org.hmongtts.train.dataset;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hmongtts.train.eval.Medians;

/**
 * The middle of some values and how far they lie around it, told by medians so that what lies far
 * off does not hide itself.
 */
record Spread(double median, double deviation) {

  /** The modified z-score beyond which Iglewicz and Hoaglin (1993) call a value an outlier. */
  private static final double OUTLIER_SCORE = 3.5;

  /** Standard deviation of a normal distribution over its median absolute deviation. */
  private static final double NORMAL = 1.4826;

  /** Below it values are alike, however alike the others are; a ratio of 1.1. */
  private static final double LEAST_DEVIATION = Math.log(1.1);

  private static final int FEWEST = 8;

  /** Of positive values those that are many times larger or smaller than the others. */
  static <T> List<T> outliers(Collection<T> all, ToDoubleFunction<T> value) {
    if (all.size() < FEWEST) {
      return List.of();
    }
    Spread spread = of(all.stream().mapToDouble(v -> logarithm(value.applyAsDouble(v))).toArray());
    return all.stream()
        .filter(
            v ->
                Math.abs(logarithm(value.applyAsDouble(v)) - spread.median())
                    > OUTLIER_SCORE * spread.deviation())
        .toList();
  }

  private static Spread of(double[] values) {
    double middle = Medians.of(values);
    double off = Medians.of(Arrays.stream(values).map(v -> Math.abs(v - middle)).toArray());
    return new Spread(middle, Math.max(LEAST_DEVIATION, NORMAL * off));
  }

  private static double logarithm(double value) {
    return Math.log(Math.max(1e-3, value));
  }
}
