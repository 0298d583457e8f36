package org.hmongtts.text.internal;

import java.util.HashMap;
import java.util.Map;

/** Units of measure that may stand after a number; capitals matter. */
final class Units {

  /**
   * A unit found in the text.
   *
   * @param words how it is read
   * @param end where it ended
   */
  record Unit(String words, int end) {}

  private static final Map<String, String> WORDS = new HashMap<>(128);

  static {
    all("kis lus mev", "km");
    all("mev", "m");
    all("xees tis mev", "cm");
    all("mis lis mev", "mm");
    all("kis los", "kg");
    all("nkas las", "g");
    all("mis lis nkas las", "mg");
    all("lis", "L", "l");
    all("mis lis lis", "mL", "ml");
    all("mais", "mi", "mile", "miles");
    all("yas", "yd");
    all("fij", "ft");
    all("nti", "in");
    all("phaus", "lb", "lbs");
    all("aus", "oz");
    all("nkas loos", "gal");
    all("teev", "h", "hr", "hrs");
    all("feeb", "min");
    all("chib", "s", "sec");
    all("mais ib teev", "mph");
    all(LetterNames.spell("kwh"), "kWh");
  }

  private Units() {}

  private static void all(String words, String... symbols) {
    for (String symbol : symbols) {
      WORDS.put(symbol, words);
    }
  }

  /** The unit that begins at {@code from}, or null. */
  static Unit at(PreparedText text, int from) {
    if (text.is(from, '°')) {
      return degrees(text, from);
    }
    int letters = text.lettersEnd(from);
    if (letters == from || letters - from > 5) {
      return null;
    }
    String words = WORDS.get(new String(text.chars, from, letters - from));
    if (words == null || text.is(letters, '\'') || isChildren(text, from, letters)) {
      return null;
    }
    int end = letters;
    if (words.endsWith("mev") && (text.is(end, '2') || text.is(end, '3'))) {
      words += text.is(end, '2') ? " xwm fab" : " peb";
      end++;
    }
    if (text.isDigit(end) || end < text.length && WordReader.isWordStart(text, end)) {
      return null;
    }
    return new Unit(words, abbreviationEnd(text, end));
  }

  /** <i>mi nyuam</i> is a child, not a mile. */
  private static boolean isChildren(PreparedText text, int from, int to) {
    int next = text.skipSpaces(to);
    return text.isWord(from, to, "mi")
        && text.isAsciiLetter(next)
        && text.lower[next] == 'n'
        && next + 1 < text.length
        && text.lower[next + 1] == 'y';
  }

  private static Unit degrees(PreparedText text, int from) {
    int letter = text.is(from + 1, ' ') ? from + 2 : from + 1;
    boolean alone = !text.isAsciiLetter(letter + 1) && !text.isDigit(letter + 1);
    if (alone && text.is(letter, 'C')) {
      return new Unit("dis kis xes", letter + 1);
    }
    if (alone && text.is(letter, 'F')) {
      return new Unit("dis kis fas", letter + 1);
    }
    return new Unit("dis kis", from + 1);
  }

  /** Takes in the full stop of an abbreviation when the sentence plainly goes on. */
  private static int abbreviationEnd(PreparedText text, int end) {
    int next = text.skipSpaces(end + 1);
    boolean goesOn =
        text.is(end, '.')
            && next > end + 1
            && next < text.length
            && (text.isDigit(next) || text.isAsciiLetter(next) && !text.isUpper(next));
    return goesOn ? end + 1 : end;
  }
}
