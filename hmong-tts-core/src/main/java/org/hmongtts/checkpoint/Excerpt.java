package org.hmongtts.checkpoint;

/**
 * Text from a file, made fit for a message: one line, no control or invisible characters, of
 * bounded length.
 */
public final class Excerpt {

  private static final int TEXT_LENGTH = 40;
  private static final int NAME_LENGTH = 160;

  private Excerpt() {}

  /** A value, in quotation marks and at most 40 characters of it. */
  public static String text(String value) {
    return '"' + escape(value, TEXT_LENGTH) + '"';
  }

  /** A name of a tensor, module, field or file; long enough for every real one. */
  public static String name(String value) {
    return escape(value, NAME_LENGTH);
  }

  private static String escape(String value, int limit) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (i == limit) {
        return escaped.append("...").toString();
      }
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
