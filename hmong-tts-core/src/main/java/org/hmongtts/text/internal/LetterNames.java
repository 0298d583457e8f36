package org.hmongtts.text.internal;

/**
 * The names of the Latin letters as American Hmong speakers say them, which is in English; no
 * established Hmong names were found.
 */
final class LetterNames {

  private static final String[] NAMES = {
    "e i",
    "npi",
    "xi",
    "di",
    "i",
    "e fw",
    "tsi",
    "e tshw",
    "ai",
    "tse",
    "khe",
    "e lw",
    "e mw",
    "e nw",
    "au",
    "phi",
    "khi u",
    "a lw",
    "e xw",
    "thi",
    "yu",
    "vi",
    "da npaw yu",
    "e kw xw",
    "vai",
    "zi"
  };

  private LetterNames() {}

  /** The name of a small letter from a to z. */
  static String of(char letter) {
    return NAMES[letter - 'a'];
  }

  /** The names of the letters of {@code word}; other characters are passed over. */
  static String spell(CharSequence word) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = Rpa.lower(word.charAt(i));
      if (c >= 'a' && c <= 'z') {
        if (names.length() > 0) {
          names.append(' ');
        }
        names.append(of(c));
      }
    }
    return names.toString();
  }
}
