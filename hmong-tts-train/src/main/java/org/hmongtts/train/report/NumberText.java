package org.hmongtts.train.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as short as they can be read: {@code 0.25}, {@code 15k}, {@code 2e-4}. */
final class NumberText {

  private static final double LEAST_PLAIN = 1e-3;
  private static final double MOST_PLAIN = 1e4;
  private static final double MOST_SUFFIXED = 1e15;
  private static final String SUFFIXES = " kMGT";

  private NumberText() {}

  /**
   * @param significantDigits as many as are kept at most; zeros at the end are left out
   */
  static String of(double value, int significantDigits) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "not a number" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    BigDecimal rounded =
        new BigDecimal(size)
            .round(new MathContext(significantDigits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return (value < 0 && rounded.signum() != 0 ? "−" : "") + unsigned(rounded);
  }

  private static String unsigned(BigDecimal number) {
    double size = number.doubleValue();
    if (size == 0 || size >= LEAST_PLAIN && size < MOST_PLAIN) {
      return number.toPlainString();
    }
    int exponent = number.precision() - number.scale() - 1;
    if (size >= MOST_PLAIN && size < MOST_SUFFIXED) {
      int thousands = exponent / 3;
      return number.movePointLeft(3 * thousands).toPlainString() + SUFFIXES.charAt(thousands);
    }
    return number.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
