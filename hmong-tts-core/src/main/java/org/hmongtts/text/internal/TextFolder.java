package org.hmongtts.text.internal;

import java.text.Normalizer;
import org.hmongtts.text.Rule;
import org.hmongtts.text.TextOptions;

/**
 * Folds the many forms of a character to the one that the readers know: quotes, dashes, spaces,
 * full-width letters, digits of any script. Invisible and damaged characters are dropped without
 * leaving a space, since they occur inside words.
 *
 * <p>Compatibility normalisation is done for one base character with its marks at a time, so that
 * each result still knows where it came from. Some characters are folded before it because it would
 * destroy them.
 */
final class TextFolder {

  /** Unicode's stream-safe limit; longer runs of marks are damage, and costly to reorder. */
  private static final int MOST_MARKS = 30;

  private static final int FOLDED_SLOTS = 512;

  private final String source;
  private final PreparedText.Builder out;
  private boolean hmongScript;

  // The last character met in each slot, with its form: asking for it is slow, and texts repeat.
  private final int[] foldedCharacters = new int[FOLDED_SLOTS];
  private final String[] foldedForms = new String[FOLDED_SLOTS];

  private TextFolder(String source) {
    this.source = source;
    this.out = new PreparedText.Builder(source);
  }

  static PreparedText fold(String source, TextOptions options) {
    char[] plain = plain(source);
    if (plain != null) {
      return PreparedText.inPlace(source, plain);
    }
    TextFolder folder = new TextFolder(source);
    folder.run(!options.off().contains(Rule.UNICODE));
    PreparedText text = folder.out.build();
    return folder.hmongScript && !options.off().contains(Rule.SCRIPT)
        ? ScriptFolder.fold(text, options)
        : text;
  }

  /** The characters of a text that needs no folding but for the grave accent; else null. */
  private static char[] plain(String source) {
    char[] chars = source.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      char c = chars[i];
      if (c >= 127 || (c < 32 && c != '\n' && c != '\t')) {
        return null;
      }
      if (c == '`') {
        chars[i] = '\'';
      }
    }
    return chars;
  }

  /** Whether {@code cp} is in the block of Pahawh Hmong or of Nyiakeng Puachue Hmong. */
  static boolean isHmongScript(int cp) {
    return cp >= 0x16B00 && cp <= 0x16B8F || cp >= 0x1E100 && cp <= 0x1E14F;
  }

  private void run(boolean folds) {
    int i = 0;
    while (i < source.length()) {
      int cp = source.codePointAt(i);
      int end = i + Character.charCount(cp);
      if (cp >= 0xD800 && cp <= 0xDFFF || cp == 0xFFFD) {
        i = end; // half a character
      } else if (cp >= 32 && cp < 127 && cp != '`' && !followedByMark(end)) {
        out.add((char) cp, i, end);
        i = end;
      } else if (isHmongScript(cp)) {
        hmongScript = true;
        out.add(source.subSequence(i, end), i, end);
        i = end;
      } else if (isControl(cp)) {
        control(cp, i, end);
        i = end;
      } else if (!folds) {
        out.add(source.subSequence(i, end), i, end);
        i = end;
      } else {
        i = special(cp, i, end) ? end : normalised(i, end);
      }
    }
  }

  private boolean followedByMark(int index) {
    return index < source.length() && source.charAt(index) >= 0x300 && isMark(index);
  }

  private boolean isMark(int index) {
    int cp = source.codePointAt(index);
    switch (Character.getType(cp)) {
      case Character.NON_SPACING_MARK:
      case Character.COMBINING_SPACING_MARK:
      case Character.ENCLOSING_MARK:
        return !isHmongScript(cp) && !isInvisible(cp);
      default:
        return false;
    }
  }

  private static boolean isControl(int cp) {
    return cp < 32 || cp >= 127 && cp < 160 || cp == 0x2028 || cp == 0x2029;
  }

  private void control(int cp, int start, int end) {
    switch (cp) {
      case '\t':
        out.add(' ', start, end);
        break;
      case '\r':
        if (end < source.length() && source.charAt(end) == '\n') {
          break;
        }
        out.add('\n', start, end);
        break;
      case '\n':
      case 0x0B:
      case 0x0C:
      case 0x85:
      case 0x2028:
      case 0x2029:
        out.add('\n', start, end);
        break;
      default:
        break;
    }
  }

  /** Folds what compatibility normalisation would spoil; false if {@code cp} is nothing such. */
  private boolean special(int cp, int start, int end) {
    if (isInvisible(cp)) {
      return true;
    }
    switch (cp) {
      case 0x2018, 0x2019, 0x201A, 0x201B, 0x02BC, 0x0060, 0x00B4 -> out.add('\'', start, end);
      case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB, 0x2039, 0x203A ->
          out.add('"', start, end);
      case 0x300C, 0x300D, 0x300E, 0x300F -> out.add('"', start, end);
      case 0x2032, 0x2033, 0x2026, 0x2212, 0x2013 -> out.add((char) cp, start, end);
      case 0x2122, 0x00AE, 0x00A9, 0x2120 -> {
        // trade marks are not spoken
      }
      case 0x2116 -> out.add('#', start, end);
      case 0x2009, 0x202F -> out.add(isBetweenDigits(start, end) ? '\'' : ' ', start, end);
      case 0x00BA -> {
        if (isDigit(out.last())) {
          out.add('°', start, end);
        }
      }
      case 0x00B2, 0x00B3 -> {
        if (out.endsWithUnit()) {
          out.add(cp == 0x00B2 ? '2' : '3', start, end);
        }
      }
      case 0x00B9, 0x2070, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079 -> {
        // footnote marks
      }
      default -> {
        return fraction(cp, start, end) || enclosedNumber(cp, start, end);
      }
    }
    return true;
  }

  private boolean isBetweenDigits(int start, int end) {
    return isDigit(out.last()) && end < source.length() && isDigit(source.charAt(end));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean fraction(int cp, int start, int end) {
    if (!(cp >= 0xBC && cp <= 0xBE) && !(cp >= 0x2150 && cp <= 0x215F) && cp != 0x2189) {
      return false;
    }
    if (isDigit(out.last())) {
      out.add(' ', start, start);
    }
    out.add(folded(cp).replace('\u2044', '/'), start, end);
    return true;
  }

  /**
   * Ligatures of a script that is not read, some of which stand for whole sentences: there is
   * nothing to win by writing them out.
   */
  private static boolean isArabicForm(char c) {
    return c >= 0xFB50 && c <= 0xFDFF || c >= 0xFE70 && c <= 0xFEFC;
  }

  /** The compatibility form of a character without marks. */
  private String folded(int cp) {
    int slot = cp % FOLDED_SLOTS;
    if (foldedForms[slot] == null || foldedCharacters[slot] != cp) {
      foldedCharacters[slot] = cp;
      foldedForms[slot] = compatibilityForm(new String(Character.toChars(cp)));
    }
    return foldedForms[slot];
  }

  private static String compatibilityForm(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }

  /** Numbers in circles, parentheses or with a full stop: the number and a comma. */
  private boolean enclosedNumber(int cp, int start, int end) {
    boolean enclosed =
        cp >= 0x2460 && cp <= 0x249B
            || cp >= 0x24EA && cp <= 0x24FF
            || cp >= 0x2776 && cp <= 0x2793
            || cp >= 0x3251 && cp <= 0x325F
            || cp >= 0x32B1 && cp <= 0x32BF;
    int value = enclosed ? Character.getNumericValue(cp) : -1;
    if (value < 0) {
      return false;
    }
    if (isDigit(out.last())) {
      out.add(' ', start, start);
    }
    out.add(value + ",", start, end);
    return true;
  }

  private static boolean isInvisible(int cp) {
    return cp == 0xAD
        || cp == 0x34F
        || cp == 0x61C
        || cp == 0x180E
        || cp >= 0x200B && cp <= 0x200F
        || cp >= 0x202A && cp <= 0x202E
        || cp >= 0x2060 && cp <= 0x2064
        || cp >= 0x2066 && cp <= 0x2069
        || cp >= 0xFE00 && cp <= 0xFE0F
        || cp == 0xFEFF
        || cp == 0x20E3
        || cp >= 0xE0000 && cp <= 0xE01EF;
  }

  private int normalised(int start, int firstEnd) {
    int end = firstEnd;
    int last = firstEnd;
    for (int marks = 0; last < source.length() && marks < MOST_MARKS; marks++) {
      int cp = source.codePointAt(last);
      if (isInvisible(cp)) {
        last += Character.charCount(cp);
        continue;
      }
      if (!isMark(last)) {
        break;
      }
      last += Character.charCount(cp);
      end = last;
    }
    String piece = source.substring(start, end);
    String folded;
    if (isArabicForm(piece.charAt(0))) {
      folded = piece;
    } else {
      folded = end == firstEnd ? folded(piece.codePointAt(0)) : compatibilityForm(piece);
    }
    for (int i = 0; i < folded.length(); ) {
      int cp = folded.codePointAt(i);
      i += Character.charCount(cp);
      if (!isInvisible(cp)) {
        plainForm(cp, start, end);
      }
    }
    return end;
  }

  /** Adds one character of normalised text. */
  private void plainForm(int cp, int start, int end) {
    switch (cp) {
      case 0x2010, 0x2011 -> out.add('-', start, end);
      case 0x2014, 0x2015, 0x2E3A, 0x2E3B -> out.add('—', start, end);
      case 0x2044 -> out.add('/', start, end);
      case '`' -> out.add('\'', start, end);
      case 0x3002 -> out.add('.', start, end);
      case 0x3001, 0x060C -> out.add(',', start, end);
      case 0x061B -> out.add(';', start, end);
      case 0x061F -> out.add('?', start, end);
      default -> {
        int digit =
            Character.getType(cp) == Character.DECIMAL_DIGIT_NUMBER ? Character.digit(cp, 10) : -1;
        if (digit >= 0) {
          out.add((char) ('0' + digit), start, end);
        } else if (Character.isSpaceChar(cp)) {
          out.add(' ', start, end);
        } else {
          for (char c : Character.toChars(cp)) {
            out.add(c, start, end);
          }
        }
      }
    }
  }
}
