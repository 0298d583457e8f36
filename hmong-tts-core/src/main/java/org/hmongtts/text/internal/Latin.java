package org.hmongtts.text.internal;

import java.text.Normalizer;

/** Takes foreign words down to the letters a to z. */
final class Latin {

  private Latin() {}

  /**
   * The letters of {@code lower[from..to)} without accents; what is no Latin letter is left out.
   */
  static String letters(char[] lower, int from, int to) {
    StringBuilder letters = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = lower[i];
      if (c >= 'a' && c <= 'z') {
        letters.append(c);
      } else if (c >= 128) {
        accented(letters, c);
      }
    }
    return letters.toString();
  }

  private static void accented(StringBuilder letters, char c) {
    switch (c) {
      case 'ß' -> letters.append("ss");
      case 'æ' -> letters.append("ae");
      case 'œ' -> letters.append("oe");
      case 'ø' -> letters.append('o');
      case 'đ', 'ð' -> letters.append('d');
      case 'ł' -> letters.append('l');
      case 'þ' -> letters.append("th");
      case 'ı' -> letters.append('i');
      case 'ŋ' -> letters.append("ng");
      default -> {
        if (Character.isSurrogate(c)) {
          return;
        }
        String parts = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD);
        char base = Rpa.lower(parts.charAt(0));
        if (base >= 'a' && base <= 'z') {
          letters.append(base);
        }
      }
    }
  }

  /** The word with every run of a letter cut to two. */
  static String atMostTwo(String word) {
    StringBuilder cut = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (i < 2 || c != word.charAt(i - 1) || c != word.charAt(i - 2)) {
        cut.append(c);
      }
    }
    return cut.toString();
  }
}
