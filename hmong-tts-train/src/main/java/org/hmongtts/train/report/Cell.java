package org.hmongtts.train.report;

import java.util.Locale;
import org.hmongtts.audio.Audio;

/** What stands in one place of a table. */
public sealed interface Cell {

  /** Words. */
  record Text(String text) implements Cell {}

  /** A number as it is to be read; it stands to the right. */
  record Figure(String text) implements Cell {}

  /**
   * A number on a ground as deep as it is large, as in a table of what was taken for what.
   *
   * @param share 0 for no colour, 1 for the deepest
   */
  record Shaded(String text, double share) implements Cell {}

  /** A sound to play. */
  record Sound(Audio audio) implements Cell {}

  /** Words. */
  static Cell text(String text) {
    return new Text(text);
  }

  /** A whole number. */
  static Cell count(long count) {
    return new Figure(String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f'));
  }

  /**
   * A number with a fixed number of decimals, so that those of a column stand under each other.
   *
   * @param value what is not finite is shown as a dash
   */
  static Cell number(double value, int decimals) {
    return new Figure(fixed(value, decimals, ""));
  }

  /**
   * A share in percent, with one decimal.
   *
   * @param share 0..1; what is not finite is shown as a dash
   */
  static Cell percent(double share) {
    return new Figure(fixed(100 * share, 1, "\u202f%"));
  }

  /** A sound to play. */
  static Cell sound(Audio audio) {
    return new Sound(audio);
  }

  private static String fixed(double value, int decimals, String unit) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + decimals + "f", value) + unit
        : "–";
  }
}
