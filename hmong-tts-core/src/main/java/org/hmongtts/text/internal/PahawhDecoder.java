package org.hmongtts.text.internal;

import org.hmongtts.text.Dialect;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Tone;
import org.hmongtts.text.script.PahawhStage;

/**
 * Reads Pahawh Hmong, in which the rime is written before the onset that it is spoken after. A rime
 * alone has the onset k, an onset alone the rime au; so pairing a rime with the onset that touches
 * it is always right.
 */
final class PahawhDecoder {

  private static final int RANK_OF_ABSENT = -5;
  private static final int LONGEST_NUMBER = 64;

  /** Readings of the signs from U+16B37 on; a blank one is silent. */
  private static final String[] SIGNS = {
    "?", "!", ",", "&", "%", "+", "−", "×", "÷", "", "", "", "", ".", ""
  };

  private static final int FIRST_SIGN = 0x16B37;
  private static final int REPEAT_SYLLABLE = 0x16B42;
  private static final int REPEAT_WORD = 0x16B43;
  private static final int ZERO = 0x16B50;
  private static final int NINE = 0x16B59;
  private static final int TENS = 0x16B5B;
  private static final int TRILLIONS = 0x16B61;
  private static final long[] MULTIPLIERS = {
    10, 100, 10_000, 1_000_000, 100_000_000, 10_000_000_000L, 1_000_000_000_000L
  };
  private static final String[] MULTIPLIER_NAMES = {
    "caum", "pua", "vam", "roob", "neev", "ruav", "tas"
  };
  private static final long LARGEST = 999_999_999_999_999L;

  private static final int FIRST_LOGOGRAM = 0x16B63;
  private static final String[] LOGOGRAMS = {
    "lub",
    "xyoo",
    "hli",
    "hli",
    "zwj thaj",
    "hnub",
    "nqig",
    "xiab",
    "ntuj",
    "av",
    "txheej ceev",
    "meej tseeb",
    "tau",
    "los",
    "mus",
    "",
    "",
    "txwv",
    "txwv chwv",
    "pub dawb",
    "nres tos"
  };
  private static final int FIRST_CLAN = 0x16B7D;
  private static final String[] CLANS = {
    "tsheej", "yeeg", "lis", "lauj", "xyooj", "koo", "hawj", "muas", "thoj", "tsab", "phab", "khab",
    "ham", "vaj", "faj", "yaj", "tswb", "kwm", "vwj"
  };

  private final PreparedText text;
  private final PahawhStage stage;
  private final Dialect dialect;
  private final ScriptOutput out; // null when only the score is wanted
  private long score;

  PahawhDecoder(PreparedText text, PahawhStage stage, Dialect dialect, ScriptOutput out) {
    this.text = text;
    this.stage = stage;
    this.dialect = dialect;
    this.out = out;
  }

  static boolean isPahawh(int cp) {
    return cp >= 0x16B00 && cp <= 0x16B8F;
  }

  /** How likely the stage is for the whole text: the frequency classes of all its syllables. */
  static long score(PreparedText text, PahawhStage stage, Dialect dialect) {
    PahawhDecoder decoder = new PahawhDecoder(text, stage, dialect, null);
    for (int i = 0; i < text.length; ) {
      int cp = decoder.codePoint(i);
      i =
          cp >= PahawhTables.FIRST_RIME && cp <= PahawhTables.LAST_ONSET
              ? decoder.syllable(i)
              : i + 1;
    }
    return decoder.score;
  }

  /** The code point at {@code index}, or 0 at the end. */
  private int codePoint(int index) {
    return index < text.length ? Character.codePointAt(text.chars, index, text.length) : 0;
  }

  /** Reads the Pahawh character at {@code i} and what belongs to it; returns where it ended. */
  int read(int i) {
    int cp = codePoint(i);
    if (cp <= PahawhTables.LAST_ONSET) {
      return syllable(i);
    }
    int end = i + 2;
    if (cp <= PahawhTables.LAST_MARK) {
      return end; // a mark without its letter
    }
    if (cp == REPEAT_SYLLABLE || cp == REPEAT_WORD) {
      out.repeat(i, end);
    } else if (cp < FIRST_SIGN + SIGNS.length) {
      out.sign(SIGNS[cp - FIRST_SIGN], i, end);
    } else if (cp >= ZERO && cp <= TRILLIONS && cp != NINE + 1) {
      return number(i);
    } else if (cp >= FIRST_LOGOGRAM && cp < FIRST_LOGOGRAM + LOGOGRAMS.length) {
      out.word(LOGOGRAMS[cp - FIRST_LOGOGRAM], i, end);
    } else if (cp >= FIRST_CLAN && cp < FIRST_CLAN + CLANS.length) {
      out.word(CLANS[cp - FIRST_CLAN], i, end);
    } else {
      out.copy(i, end); // not assigned
    }
    return end;
  }

  private int syllable(int from) {
    int i = from;
    int part = -1;
    if (codePoint(i) < PahawhTables.FIRST_ONSET) {
      int letter = codePoint(i);
      int mark = markAt(i + 2);
      part = PahawhTables.rime(stage, letter, mark);
      i = marksEnd(i + 2);
    }
    int letter = codePoint(i);
    Onset onset = Onset.K;
    if (letter >= PahawhTables.FIRST_ONSET && letter <= PahawhTables.LAST_ONSET) {
      int mark = markAt(i + 2);
      boolean silent =
          letter == PahawhTables.GREEN_LETTER && mark == 0 && part < 0 && dialect == Dialect.WHITE;
      onset = silent ? Onset.NONE : PahawhTables.onset(letter, mark);
      i = marksEnd(i + 2);
    }
    Syllable tail = part < 0 ? new Syllable(onset, Rime.AU, Tone.MID) : Rpa.syllable(part);
    Syllable syllable = new Syllable(onset, tail.rime(), tail.tone());
    int known = Vocabulary.frequencyClass(Rpa.index(syllable));
    score += known > 0 ? known : RANK_OF_ABSENT;
    if (out != null) {
      out.word(syllable.rpa(), from, i);
    }
    return i;
  }

  private static boolean isMark(int cp) {
    return cp >= PahawhTables.FIRST_MARK && cp <= PahawhTables.LAST_MARK;
  }

  /** The first mark at {@code index}, or 0. */
  private int markAt(int index) {
    return isMark(codePoint(index)) ? codePoint(index) : 0;
  }

  private int marksEnd(int index) {
    int i = index;
    while (isMark(codePoint(i))) {
      i += 2;
    }
    return i;
  }

  private static boolean isNumber(int cp) {
    return cp >= ZERO && cp <= NINE || cp >= TENS && cp <= TRILLIONS;
  }

  /** A run of digits, or the older style in which multipliers follow their digits. */
  private int number(int from) {
    int end = from;
    boolean multiplied = false;
    while (isNumber(codePoint(end)) && end - from < 2 * LONGEST_NUMBER) {
      multiplied |= codePoint(end) >= TENS;
      end += 2;
    }
    long value = multiplied ? value(from, end) : -1;
    if (value >= 0) {
      out.word(Long.toString(value), from, end);
      return end;
    }
    for (int i = from; i < end; i += 2) {
      int cp = codePoint(i);
      if (cp <= NINE) {
        out.digit((char) ('0' + cp - ZERO), i, i + 2);
      } else {
        out.word(MULTIPLIER_NAMES[cp - TENS], i, i + 2);
      }
    }
    return end;
  }

  /** The value of a run with multipliers, or -1 if it is too large to be said as a number. */
  private long value(int from, int end) {
    long total = 0;
    long current = -1;
    long last = 0; // the multiplier before
    for (int i = from; i < end; i += 2) {
      int cp = codePoint(i);
      if (cp <= NINE) {
        current = 10 * Math.max(current, 0) + cp - ZERO;
      } else {
        long multiplier = MULTIPLIERS[cp - TENS];
        boolean widened = cp > TENS && cp < TRILLIONS && codePoint(i + 2) == ZERO && i + 2 < end;
        if (widened) {
          multiplier *= 10;
          i += 2;
        }
        boolean larger = last > 0 && multiplier > last;
        long factor = larger ? total + Math.max(current, 0) : current < 0 ? 1 : current;
        if (factor > LARGEST / multiplier) {
          return -1;
        }
        total = larger ? factor * multiplier : total + factor * multiplier;
        last = multiplier;
        current = -1;
      }
      if (total > LARGEST || current > LARGEST) {
        return -1;
      }
    }
    total += Math.max(current, 0);
    return total > LARGEST ? -1 : total;
  }
}
