package org.hmongtts.text.internal;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * Letters of Greek and Cyrillic that look like Latin ones. They are folded only inside a word that
 * mixes scripts, and only if the result is Hmong.
 */
final class LookAlikes {

  private static final String FROM = "асеорхуіјѕһԁԛԝкмтнвοανρικυτχβεζη";
  private static final String TO = "aceopxyijshdqwkmthboavpikutxbezh";

  private LookAlikes() {}

  /** Folds the prepared characters {@code from..to} in place, unless that is no use. */
  static void fold(PreparedText text, int from, int to, BooleanSupplier isHmong) {
    boolean latin = false;
    boolean other = false;
    for (int i = from; i < to; i++) {
      char c = text.lower[i];
      latin |= c >= 'a' && c <= 'z';
      other |= FROM.indexOf(c) >= 0;
    }
    if (!latin || !other) {
      return;
    }
    char[] chars = Arrays.copyOfRange(text.chars, from, to);
    char[] lower = Arrays.copyOfRange(text.lower, from, to);
    for (int i = from; i < to; i++) {
      int at = FROM.indexOf(text.lower[i]);
      if (at >= 0) {
        boolean upper = text.isUpper(i);
        text.lower[i] = TO.charAt(at);
        text.chars[i] = upper ? Character.toUpperCase(TO.charAt(at)) : TO.charAt(at);
      }
    }
    if (!isHmong.getAsBoolean()) {
      System.arraycopy(chars, 0, text.chars, from, chars.length);
      System.arraycopy(lower, 0, text.lower, from, lower.length);
    }
  }
}
