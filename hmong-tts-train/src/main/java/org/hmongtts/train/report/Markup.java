package org.hmongtts.train.report;

import java.util.Locale;

/** Text on its way into HTML and SVG. */
final class Markup {

  private static final int REPLACEMENT = 0xFFFD;

  private Markup() {}

  /**
   * A stranger's text as content or as a quoted attribute: it can neither open nor close either.
   */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(character -> escape(escaped, character));
    return escaped.toString();
  }

  private static void escape(StringBuilder escaped, int character) {
    switch (character) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(allowed(character) ? character : REPLACEMENT);
    }
  }

  /** What XML 1.0 allows (section 2.2): a chart with anything else would not be shown at all. */
  private static boolean allowed(int character) {
    boolean control = character < ' ' && "\t\n\r".indexOf(character) < 0;
    boolean surrogate =
        character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
    return !control && !surrogate && character != 0xFFFE && character != 0xFFFF;
  }

  /** Appends formatted markup, its numbers with points whatever the machine's language. */
  static void add(StringBuilder markup, String format, Object... arguments) {
    markup.append(String.format(Locale.ROOT, format, arguments));
  }
}
