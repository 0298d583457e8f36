package org.hmongtts.text.internal;

/**
 * Numbers in words: the largest part first, with neither a word for "and" nor a filler for empty
 * places. From twenty on the tens change their tone with the digit, which is written here and
 * nowhere else.
 */
final class Cardinals {

  /** Longer numbers are read digit by digit. */
  static final int MOST_DIGITS = 15;

  private static final String[] DIGITS = {
    "xoom", "ib", "ob", "peb", "plaub", "tsib", "rau", "xya", "yim", "cuaj"
  };

  private final Words words;

  Cardinals(Words words) {
    this.words = words;
  }

  String digit(int digit) {
    return digit == 7 ? words.seven() : DIGITS[digit];
  }

  /**
   * @param value 0 to 999 999 999 999 999
   */
  String say(long value) {
    if (value == 0) {
      return DIGITS[0];
    }
    StringBuilder text = new StringBuilder();
    say(value, text);
    return text.toString();
  }

  private void say(long value, StringBuilder text) {
    String million = words.million();
    long rest = scale(value, 1_000_000_000_000L, million + " " + million, text);
    rest = scale(rest, 1_000_000, million, text);
    rest = scale(rest, 1_000, words.thousand(), text);
    int hundreds = (int) rest / 100;
    rest = scale(rest, 100, hundreds < 6 ? words.hundred() : words.hundredAfterOthers(), text);
    int tens = (int) rest / 10;
    if (tens == 1) {
      add(text, "kaum");
    } else if (tens == 2) {
      add(text, words.twenty());
    } else if (tens > 2) {
      add(text, digit(tens));
      add(text, tens <= 5 ? "caug" : "caum");
    }
    if (rest % 10 != 0) {
      add(text, digit((int) rest % 10));
    }
  }

  private long scale(long value, long unit, String name, StringBuilder text) {
    if (value >= unit) {
      say(value / unit, text);
      add(text, name);
    }
    return value % unit;
  }

  /** The digits one by one; other characters are passed over. */
  String digits(CharSequence digits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c >= '0' && c <= '9') {
        add(text, digit(c - '0'));
      }
    }
    return text.toString();
  }

  /** The digits one by one, with a pause after every three. */
  String digitsInThrees(CharSequence digits) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && i % 3 == 0) {
        add(text, ",");
      }
      add(text, digit(digits.charAt(i) - '0'));
    }
    return text.toString();
  }

  /** A run of digits: a number, or digit by digit if it begins with zero or is too long. */
  String integer(String digits) {
    if (digits.length() > MOST_DIGITS || digits.length() > 1 && digits.charAt(0) == '0') {
      return digitsInThrees(digits);
    }
    return say(Long.parseLong(digits));
  }

  private static void add(StringBuilder text, String word) {
    if (text.length() > 0) {
      text.append(' ');
    }
    text.append(word);
  }
}
