package org.hmongtts.text.internal;

import org.hmongtts.text.NumberStyle;

/**
 * A written number with its separators understood.
 *
 * @param integer the digits before the decimal sign, without separators
 * @param decimals those after it; empty if there is no decimal sign
 * @param end where it ended
 * @param plain whether it is digits only, as in {@code 1/2}
 */
record Numeral(String integer, String decimals, int end, boolean plain) {

  /** A number is not followed over more separators than this; it is then read in parts. */
  private static final int MOST_GROUPS = 8;

  private static final int LONGEST_GROUP = 400;

  /**
   * Reads the number that begins with the digit at {@code from}.
   *
   * <p>Two separators of one kind group digits; of two kinds the last is the decimal sign; a single
   * one is decimal unless exactly three digits follow, when the style decides.
   */
  static Numeral read(PreparedText text, int from, NumberStyle style) {
    int head = text.digitsEnd(from, LONGEST_GROUP);
    Numeral digits = new Numeral(string(text, from, head), "", head, true);
    if (head - from == LONGEST_GROUP || !isSeparator(text, head)) {
      return digits;
    }
    int end = head;
    boolean regular = true; // all groups but the last have three digits
    char first = text.chars[head];
    char last = first;
    int lastSign = head;
    int count = 0;
    int kinds = 1;
    while (isSeparator(text, end)) {
      if (++count > MOST_GROUPS) {
        return digits;
      }
      regular &= count == 1 || end - lastSign == 4;
      char sign = text.chars[end];
      kinds += sign != last ? 1 : 0;
      last = sign;
      lastSign = end;
      end = text.digitsEnd(end + 1, LONGEST_GROUP);
    }
    int tail = end - lastSign - 1;
    boolean headGroups = head - from <= 3;
    if (count == 1) {
      boolean three = tail == 3 && headGroups && !(head - from == 1 && text.is(from, '0'));
      boolean grouping = three && (last == '\'' || last == (style == NumberStyle.US ? ',' : '.'));
      if (last == '\'' && !grouping) {
        return digits; // feet, or a quotation mark
      }
      return grouping
          ? new Numeral(string(text, from, end), "", end, false)
          : new Numeral(string(text, from, head), string(text, head + 1, end), end, false);
    }
    if (!headGroups || !regular || kinds > 2) {
      return digits;
    }
    if (kinds == 1) {
      return tail == 3 ? new Numeral(string(text, from, end), "", end, false) : digits;
    }
    return last == '\''
        ? digits
        : new Numeral(string(text, from, lastSign), string(text, lastSign + 1, end), end, false);
  }

  private static boolean isSeparator(PreparedText text, int index) {
    return (text.is(index, ',') || text.is(index, '.') || text.is(index, '\''))
        && text.isDigit(index + 1);
  }

  private static String string(PreparedText text, int from, int to) {
    StringBuilder digits = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      if (text.isDigit(i)) {
        digits.append(text.chars[i]);
      }
    }
    return digits.toString();
  }

  /** The value of a plain number of at most nine digits, else -1. */
  int small() {
    return plain && integer.length() <= 9 ? Integer.parseInt(integer) : -1;
  }

  String say(Cardinals cardinals) {
    String whole = cardinals.integer(integer);
    return decimals.isEmpty() ? whole : whole + " tee " + cardinals.digits(decimals);
  }
}
