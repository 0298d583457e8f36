package org.hmongtts.text;

/**
 * A stretch of the text that was given, in UTF-16 code units.
 *
 * @param start the first unit
 * @param end one past the last unit
 */
public record TextRange(int start, int end) {

  public TextRange {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a range: " + start + ".." + end);
    }
  }

  /** The characters of {@code text} in this range. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
