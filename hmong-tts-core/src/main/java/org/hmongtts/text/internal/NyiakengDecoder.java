package org.hmongtts.text.internal;

import org.hmongtts.text.Dialect;

/**
 * Reads Nyiakeng Puachue Hmong, an alphabet in spoken order whose tone mark stands after the second
 * letter of its syllable, and so in the middle of some.
 */
final class NyiakengDecoder {

  private static final int LAST_DETERMINATIVE = 0x1E13B;
  private static final int REPEAT = 0x1E13C;
  private static final int ZERO = 0x1E140;
  private static final int NINE = 0x1E149;
  private static final int MONEY = 0x1E14E;

  private final PreparedText text;
  private final Dialect dialect;
  private final ScriptOutput out;

  NyiakengDecoder(PreparedText text, Dialect dialect, ScriptOutput out) {
    this.text = text;
    this.dialect = dialect;
    this.out = out;
  }

  static boolean isNyiakeng(int cp) {
    return cp >= 0x1E100 && cp <= 0x1E14F;
  }

  private int codePoint(int index) {
    return index < text.length ? Character.codePointAt(text.chars, index, text.length) : 0;
  }

  /** Reads the character at {@code i} and what belongs to it; returns where it ended. */
  int read(int i) {
    int cp = codePoint(i);
    int end = i + 2;
    if (cp <= NyiakengTables.LAST_VOWEL) {
      return syllable(i);
    }
    if (cp >= ZERO && cp <= NINE) {
      out.digit((char) ('0' + cp - ZERO), i, end);
    } else if (cp == MONEY) {
      out.word(dialect == Dialect.GREEN ? "nyaj" : "nyiaj", i, end);
    } else if (cp == REPEAT) {
      if (out.isAfterWord()) {
        out.repeat(i, end);
      } else {
        out.repeatClause(i, end);
      }
    } else if (cp == 0x1E12D || cp == 0x1E12E || cp == 0x1E12F || cp == 0x1E13E || cp == 0x1E13F) {
      out.copy(i, end); // not assigned
    } else if (cp > LAST_DETERMINATIVE && cp >= 0x1E14A && cp <= 0x1E14D) {
      out.copy(i, end); // not assigned
    }
    return end; // determinatives, the lengthener and stray tone marks are silent
  }

  private int syllable(int from) {
    int i = from;
    String onset = "";
    if (codePoint(i) <= NyiakengTables.LAST_ONSET) {
      int letter = codePoint(i);
      i += 2;
      boolean aspirated = codePoint(i) == NyiakengTables.HA && NyiakengTables.takesHa(letter);
      onset = NyiakengTables.onset(letter, aspirated);
      i += aspirated ? 2 : 0;
    }
    String rime = "";
    String tone = null;
    for (int parts = 0; parts < 3; parts++) {
      int cp = codePoint(i);
      if (tone == null && cp >= NyiakengTables.FIRST_TONE && cp <= NyiakengTables.LAST_TONE) {
        tone = NyiakengTables.tone(cp).rpa();
        i += 2;
        continue;
      }
      String vowel = NyiakengTables.vowel(cp, !onset.isEmpty() && rime.isEmpty());
      String longer = rime.isEmpty() ? vowel : NyiakengTables.diphthong(rime, vowel);
      if (vowel.isEmpty() || longer.isEmpty()) {
        break;
      }
      rime = longer;
      i += 2;
    }
    out.word(onset + rime + (tone == null || rime.isEmpty() ? "" : tone), from, i);
    return i;
  }
}
