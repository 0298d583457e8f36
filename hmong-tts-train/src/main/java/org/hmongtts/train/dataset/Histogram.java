package org.hmongtts.train.dataset;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Counts of values in equally wide ranges. */
final class Histogram {

  private static final double[] STEPS = {1, 2, 5, 10};
  private static final int MOST_RANGES = 16;

  private Histogram() {}

  /**
   * @param values finite
   * @return counts by the lower end of each range, from the least to the greatest, with empty
   *     ranges in between
   */
  static Map<String, Integer> of(double... values) {
    double least = Double.MAX_VALUE;
    double greatest = -Double.MAX_VALUE;
    for (double value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    if (values.length == 0) {
      return counts;
    }
    double width = width(greatest - least);
    long first = (long) Math.floor(least / width);
    long last = (long) Math.floor(greatest / width);
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(width) - 1e-9));
    for (long range = first; range <= last; range++) {
      counts.put(label(range * width, decimals), 0);
    }
    for (double value : values) {
      counts.merge(label(Math.floor(value / width) * width, decimals), 1, Integer::sum);
    }
    return counts;
  }

  /** A round width that gives no more ranges than can be read. */
  private static double width(double extent) {
    double wanted = Math.max(extent / (MOST_RANGES - 1), 1e-3);
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (double step : STEPS) {
      if (step * power >= wanted) {
        return step * power;
      }
    }
    return 10 * power;
  }

  private static String label(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value + 0.0);
  }
}
