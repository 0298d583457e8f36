package org.hmongtts.checkpoint.tokenizer;

import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Sets of Unicode code points, as the patterns of {@code tokenizer.json} name them. */
final class CodePoints {

  /** The White_Space property (PropList.txt); it has not changed since Unicode 6.3. */
  static final IntPredicate WHITE_SPACE =
      c ->
          (c >= 0x09 && c <= 0x0D)
              || c == 0x20
              || c == 0x85
              || c == 0xA0
              || c == 0x1680
              || (c >= 0x2000 && c <= 0x200A)
              || c == 0x2028
              || c == 0x2029
              || c == 0x202F
              || c == 0x205F
              || c == 0x3000;

  private static final Map<String, Integer> CATEGORIES =
      Map.ofEntries(
          Map.entry("Lu", mask(Character.UPPERCASE_LETTER)),
          Map.entry("Ll", mask(Character.LOWERCASE_LETTER)),
          Map.entry("Lt", mask(Character.TITLECASE_LETTER)),
          Map.entry("Lm", mask(Character.MODIFIER_LETTER)),
          Map.entry("Lo", mask(Character.OTHER_LETTER)),
          Map.entry("L", 0x3E),
          Map.entry("Mn", mask(Character.NON_SPACING_MARK)),
          Map.entry("Mc", mask(Character.COMBINING_SPACING_MARK)),
          Map.entry("Me", mask(Character.ENCLOSING_MARK)),
          Map.entry("M", 0x1C0),
          Map.entry("Nd", mask(Character.DECIMAL_DIGIT_NUMBER)),
          Map.entry("Nl", mask(Character.LETTER_NUMBER)),
          Map.entry("No", mask(Character.OTHER_NUMBER)),
          Map.entry("N", 0xE00),
          Map.entry("Z", 0x7000),
          Map.entry("Pc", mask(Character.CONNECTOR_PUNCTUATION)),
          Map.entry("P", 0x61F00000),
          Map.entry("S", 0x1E000000));

  private static final IntPredicate DIGIT = inCategories(mask(Character.DECIMAL_DIGIT_NUMBER));

  /** What {@code \w} is in Unicode: letters, marks, decimal digits and connectors. */
  static final IntPredicate WORD =
      anyOf(
          List.of(
              Character::isAlphabetic,
              inCategories(CATEGORIES.get("M") | CATEGORIES.get("Nd") | CATEGORIES.get("Pc"))));

  private CodePoints() {}

  /** The set of {@code \p{name}}; null if this library does not know the name. */
  static IntPredicate ofProperty(String name) {
    Integer categories = CATEGORIES.get(name);
    return categories == null ? null : inCategories(categories);
  }

  /**
   * The set of {@code \s}, {@code \d} or {@code \w}, or of its negation in upper case; else null.
   */
  static IntPredicate ofEscape(char letter) {
    return switch (letter) {
      case 's' -> WHITE_SPACE;
      case 'S' -> WHITE_SPACE.negate();
      case 'd' -> DIGIT;
      case 'D' -> DIGIT.negate();
      case 'w' -> WORD;
      case 'W' -> WORD.negate();
      default -> null;
    };
  }

  static IntPredicate anyOf(List<IntPredicate> sets) {
    IntPredicate[] all = sets.toArray(new IntPredicate[0]);
    return c -> {
      for (IntPredicate set : all) {
        if (set.test(c)) {
          return true;
        }
      }
      return false;
    };
  }

  /** The set closed under simple case folding. */
  static IntPredicate ignoringCase(IntPredicate set) {
    return c ->
        set.test(c)
            || set.test(fold(c))
            || (isFoldable(c) && set.test(Character.toUpperCase(c)))
            || (c == 's' || c == 'S') && set.test(0x17F)
            || (c == 'k' || c == 'K') && set.test(0x212A);
  }

  /**
   * The simple case folding of a code point. Going through upper case brings U+017F to {@code s};
   * the dotted capital and the dotless small I fold only to themselves (CaseFolding.txt, status T).
   */
  static int fold(int c) {
    return isFoldable(c) ? Character.toLowerCase(Character.toUpperCase(c)) : c;
  }

  private static boolean isFoldable(int c) {
    return c != 0x130 && c != 0x131;
  }

  private static IntPredicate inCategories(int mask) {
    return c -> ((mask >> Character.getType(c)) & 1) != 0;
  }

  private static int mask(byte category) {
    return 1 << category;
  }
}
