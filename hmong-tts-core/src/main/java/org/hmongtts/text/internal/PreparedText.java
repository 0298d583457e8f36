package org.hmongtts.text.internal;

import java.util.Arrays;

/**
 * Text whose characters were folded to the few that the readers know, with the way back: each
 * character remembers the stretch of the source that it stands for.
 */
final class PreparedText {

  final String source;
  final char[] chars;
  final char[] lower;
  final int length;
  private final int[] starts; // null where every character stands for itself
  private final int[] ends;

  private PreparedText(String source, char[] chars, int[] starts, int[] ends) {
    this.source = source;
    this.chars = chars;
    this.length = chars.length;
    this.starts = starts;
    this.ends = ends;
    this.lower = new char[length];
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      lower[i] = c < 128 ? Rpa.lower(c) : Character.toLowerCase(c);
    }
  }

  /** Text of which each character stands for the one at its own place. */
  static PreparedText inPlace(String source, char[] chars) {
    return new PreparedText(source, chars, null, null);
  }

  /** Where the source of the character at {@code index} begins. */
  int sourceStart(int index) {
    return starts == null ? index : starts[index];
  }

  /** Where the source of the characters before {@code end} ends. */
  int sourceEnd(int end) {
    return ends == null ? end : ends[end - 1];
  }

  boolean isDigit(int index) {
    return index >= 0 && index < length && chars[index] >= '0' && chars[index] <= '9';
  }

  /** Whether a letter from A to Z of either case stands at {@code index}. */
  boolean isAsciiLetter(int index) {
    return index >= 0 && index < length && lower[index] >= 'a' && lower[index] <= 'z';
  }

  boolean is(int index, char c) {
    return index >= 0 && index < length && chars[index] == c;
  }

  boolean isUpper(int index) {
    return index >= 0 && index < length && chars[index] != lower[index];
  }

  /** Whether the text ends at {@code index} or white space stands there. */
  boolean isBlank(int index) {
    return index < 0
        || index >= length
        || chars[index] == ' '
        || chars[index] == '\n'
        || chars[index] == '\t';
  }

  /** The first index from {@code index} on where no space or tab stands, at most eight further. */
  int skipSpaces(int index) {
    int i = index;
    while (i < length && i < index + 8 && (chars[i] == ' ' || chars[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** The end of the run of digits from {@code index}, at most {@code most} on. */
  int digitsEnd(int index, int most) {
    int i = index;
    while (i < index + most && isDigit(i)) {
      i++;
    }
    return i;
  }

  /** The end of the run of letters A to Z from {@code index}, at most 32 on. */
  int lettersEnd(int index) {
    int i = index;
    while (i < index + 32 && isAsciiLetter(i)) {
      i++;
    }
    return i;
  }

  /** The small letters from {@code from} to {@code to}. */
  String lower(int from, int to) {
    return new String(lower, from, to - from);
  }

  /** Whether the small letters from {@code from} to {@code to} are exactly {@code word}. */
  boolean isWord(int from, int to, String word) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (lower[i] != word.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** Collects characters with the stretch of the source that each stands for. */
  static final class Builder {
    private final String source;
    private char[] chars;
    private int[] starts;
    private int[] ends;
    private int length;

    Builder(String source) {
      this.source = source;
      int capacity = source.length() + 16;
      chars = new char[capacity];
      starts = new int[capacity];
      ends = new int[capacity];
    }

    void add(char c, int start, int end) {
      if (length == chars.length) {
        int capacity = length + (length >> 1);
        chars = Arrays.copyOf(chars, capacity);
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
      }
      chars[length] = c;
      starts[length] = start;
      ends[length++] = end;
    }

    void add(CharSequence text, int start, int end) {
      for (int i = 0; i < text.length(); i++) {
        add(text.charAt(i), start, end);
      }
    }

    /** The character before the end, or a space. */
    char last() {
      return length == 0 ? ' ' : chars[length - 1];
    }

    /** Whether the letters at the end are a unit of length. */
    boolean endsWithUnit() {
      int from = length;
      while (from > 0 && length - from < 3 && Character.isLetter(chars[from - 1])) {
        from--;
      }
      switch (new String(chars, from, length - from)) {
        case "m", "km", "cm", "mm", "mi", "ft", "in", "yd":
          return true;
        default:
          return false;
      }
    }

    PreparedText build() {
      return new PreparedText(
          source,
          Arrays.copyOf(chars, length),
          Arrays.copyOf(starts, length),
          Arrays.copyOf(ends, length));
    }
  }
}
