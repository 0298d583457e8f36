package org.hmongtts.train.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of values and where its ticks are.
 *
 * @param from the value at position 0
 * @param to the value at position 1, greater than {@code from}
 * @param logarithmic whether equal ratios, not differences, are equally long
 * @param ticks within the range, ascending
 */
record Axis(double from, double to, boolean logarithmic, List<Double> ticks) {

  private static final int DECADES_WITH_TICKS_INSIDE = 2;
  private static final double[] NICE = {1, 2, 5, 10};

  /**
   * Tells neighbouring ticks apart, and cuts off what binary fractions add: 0.30000000000000004.
   */
  private static final int TICK_DIGITS = 10;

  /** A little more than rounding can amount to. */
  private static final double TOLERANCE = 1e-9;

  /** Ends at ticks, as a vertical axis does. */
  static Axis rounded(double least, double most, int wantedTicks) {
    return linear(least, most, wantedTicks, true);
  }

  /** Ends where the data end, as a horizontal axis does. */
  static Axis fitted(double least, double most, int wantedTicks) {
    return linear(least, most, wantedTicks, false);
  }

  /** Ticks at 1, 2 or 5 times a power of ten, after Heckbert, Graphics Gems (1990), page 61. */
  private static Axis linear(double least, double most, int wantedTicks, boolean toTicks) {
    if (least == most) {
      double margin = least == 0 ? 1 : Math.abs(least) / 2;
      return linear(least - margin, most + margin, wantedTicks, toTicks);
    }
    double step = niceStep((most - least) / wantedTicks);
    double first = toTicks ? Math.floor(least / step + TOLERANCE) : Math.ceil(least / step);
    double last = toTicks ? Math.ceil(most / step - TOLERANCE) : Math.floor(most / step);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= last - first; i++) {
      ticks.add((first + i) * step);
    }
    return toTicks
        ? new Axis(first * step, last * step, false, ticks)
        : new Axis(least, most, false, ticks);
  }

  private static double niceStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    for (double nice : NICE) {
      if (nice * power >= step * (1 - TOLERANCE)) {
        return nice * power;
      }
    }
    return 10 * power;
  }

  /**
   * Ticks at powers of ten, and at 2 and 5 times them where few powers are in the range.
   *
   * @param least greater than 0
   */
  static Axis logarithmic(double least, double most) {
    int first = (int) Math.floor(Math.log10(least) + TOLERANCE);
    int last = (int) Math.ceil(Math.log10(most) - TOLERANCE);
    List<Double> ticks = new ArrayList<>();
    boolean inside = last - first <= DECADES_WITH_TICKS_INSIDE;
    for (int exponent = first; exponent <= Math.max(last, first + 1); exponent++) {
      for (double nice : inside ? new double[] {1, 2, 5} : new double[] {1}) {
        ticks.add(nice * Math.pow(10, exponent));
      }
    }
    double from =
        ticks.stream().filter(t -> t <= least * (1 + TOLERANCE)).reduce((a, b) -> b).get();
    double to = ticks.stream().filter(t -> t > from && t >= most).findFirst().get();
    return new Axis(from, to, true, ticks.stream().filter(t -> t >= from && t <= to).toList());
  }

  /** Where a value lies: 0 at the beginning of the axis, 1 at its end. */
  double position(double value) {
    return logarithmic
        ? Math.log(value / from) / Math.log(to / from)
        : (value - from) / (to - from);
  }

  /** Whether a value has a place on this kind of axis. */
  boolean shows(double value) {
    return Double.isFinite(value) && (!logarithmic || value > 0);
  }

  static String label(double tick) {
    return NumberText.of(tick, TICK_DIGITS);
  }
}
