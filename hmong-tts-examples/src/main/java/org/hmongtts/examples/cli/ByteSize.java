package org.hmongtts.examples.cli;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory as people write it: {@code 8GB}, {@code 7.5GiB}, {@code 800MB}. */
record ByteSize(long bytes) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?) ?([a-z]+)");

  private static final Map<String, Double> UNITS =
      Map.of(
          "b", 1.0,
          "mb", 1e6,
          "gb", 1e9,
          "mib", (double) (1L << 20),
          "gib", (double) (1L << 30));

  /**
   * @throws IllegalArgumentException if it is none; the message shows the form
   */
  static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
      throw new IllegalArgumentException(
          "expected a size such as 8GB, 7.5GiB or 800MB, got \"" + text + "\"");
    }
    return new ByteSize(
        (long) (Double.parseDouble(matcher.group(1)) * UNITS.get(matcher.group(2))));
  }
}
