package org.hmongtts.text.internal;

import java.util.Arrays;
import java.util.Optional;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Tone;

/**
 * Reads syllables of the Romanised Popular Alphabet.
 *
 * <p>No onset holds a vowel letter and no rime begins with a consonant, so the onset is everything
 * before the first vowel and a string has at most one reading as one syllable. Onsets are looked up
 * by their letters packed five bits each; the 6,944 syllables are made once, when first met.
 */
public final class Rpa {

  /** What a parse returns for letters that are not one syllable. */
  public static final int NOT_A_SYLLABLE = -1;

  /** Number of syllables, and the bound of every index. */
  public static final int COUNT;

  private static final int LONGEST = 7;
  private static final Onset[] ONSETS = Onset.values();
  private static final Rime[] RIMES = Rime.values();
  private static final Tone[] TONES = Tone.values();
  private static final LetterTable STRICT = new LetterTable(256);
  private static final LetterTable SLIPS = new LetterTable(32);
  private static final byte[] RIME_OF_ONE = new byte[32];
  private static final byte[] RIME_OF_TWO = new byte[32 * 32];
  private static final byte[] TONE_OF = new byte[32];
  private static final Syllable[] SYLLABLES;
  private static final String[] SPELLINGS;

  static {
    for (Onset onset : ONSETS) {
      STRICT.put(onset.rpa(), onset.ordinal());
    }
    // Reform spellings that write h second, and ng; no other reading of these letters exists.
    alias(STRICT, "mh", Onset.HM);
    alias(STRICT, "nh", Onset.HN);
    alias(STRICT, "lh", Onset.HL);
    alias(STRICT, "nyh", Onset.HNY);
    alias(STRICT, "mlh", Onset.HML);
    alias(STRICT, "tl", Onset.DL);
    alias(STRICT, "tlh", Onset.DLH);
    alias(STRICT, "nphl", Onset.NPLH);
    alias(STRICT, "ng", Onset.G);
    alias(STRICT, "nl", Onset.ML);
    // Slips and chat spellings, to be tried last.
    alias(SLIPS, "phl", Onset.PLH);
    alias(SLIPS, "gh", Onset.QH);
    alias(SLIPS, "ntl", Onset.NDL);
    alias(SLIPS, "ntlh", Onset.NDLH);
    alias(SLIPS, "nhr", Onset.NRH);
    alias(SLIPS, "nhy", Onset.HNY);
    alias(SLIPS, "dhl", Onset.DLH);
    alias(SLIPS, "ths", Onset.TSH);
    alias(SLIPS, "b", Onset.NP);
    alias(SLIPS, "bl", Onset.NPL);
    Arrays.fill(RIME_OF_ONE, (byte) -1);
    Arrays.fill(RIME_OF_TWO, (byte) -1);
    for (Rime rime : RIMES) {
      String letters = rime.rpa();
      int first = letters.charAt(0) & 31;
      if (letters.length() == 1) {
        RIME_OF_ONE[first] = (byte) rime.ordinal();
      } else {
        RIME_OF_TWO[first << 5 | letters.charAt(1) & 31] = (byte) rime.ordinal();
      }
    }
    Arrays.fill(TONE_OF, (byte) -1);
    for (Tone tone : TONES) {
      if (tone != Tone.MID) {
        TONE_OF[tone.rpa().charAt(0) & 31] = (byte) tone.ordinal();
      }
    }
    COUNT = ONSETS.length * RIMES.length * TONES.length;
    SYLLABLES = new Syllable[COUNT];
    SPELLINGS = new String[COUNT];
  }

  private Rpa() {}

  private static void alias(LetterTable table, String letters, Onset onset) {
    table.put(letters, onset.ordinal());
  }

  /** The syllable written by the whole of {@code text}, in either case. */
  public static Optional<Syllable> parse(CharSequence text) {
    int length = text.length();
    if (length == 0 || length > LONGEST + 1) {
      return Optional.empty();
    }
    char[] letters = new char[length];
    for (int i = 0; i < length; i++) {
      letters[i] = lower(text.charAt(i));
    }
    int index = parse(letters, 0, length);
    return index < 0 ? Optional.empty() : Optional.of(syllable(index));
  }

  /** The index of the syllable {@code text[from..to)} in small letters, or a negative number. */
  public static int parse(char[] text, int from, int to) {
    return parse(text, from, to, STRICT);
  }

  /** As {@link #parse(char[], int, int)}, for spellings that are slips for an onset. */
  static int parseSlip(char[] text, int from, int to) {
    return parse(text, from, to, SLIPS);
  }

  private static int parse(char[] text, int from, int to, LetterTable onsets) {
    int length = to - from;
    if (length < 1 || length > LONGEST) {
      return NOT_A_SYLLABLE;
    }
    int vowel = from;
    int packed = 0;
    while (vowel < to && !isVowel(text[vowel])) {
      char c = text[vowel++];
      if (c < 'a' || c > 'z' || vowel - from > 4) {
        return NOT_A_SYLLABLE;
      }
      packed = packed << 5 | c & 31;
    }
    if (vowel == to) {
      return NOT_A_SYLLABLE;
    }
    int onset = onsets.get(packed);
    if (onset < 0) {
      return NOT_A_SYLLABLE;
    }
    int rime = RIME_OF_ONE[text[vowel] & 31];
    int end = vowel + 1;
    if (end < to && text[end] >= 'a' && text[end] <= 'z') {
      int two = RIME_OF_TWO[(text[vowel] & 31) << 5 | text[end] & 31];
      if (two >= 0) {
        rime = two;
        end++;
      }
    }
    int tone = Tone.MID.ordinal();
    if (end < to) {
      char c = text[end++];
      tone = c >= 'a' && c <= 'z' ? TONE_OF[c & 31] : -1;
    }
    if (end != to || tone < 0) {
      return NOT_A_SYLLABLE;
    }
    return (onset * RIMES.length + rime) * TONES.length + tone;
  }

  /** Whether {@code c} is one of the vowel letters, of which <i>w</i> is one. */
  static boolean isVowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'w';
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /** The syllable of an index that a parse returned. */
  public static Syllable syllable(int index) {
    Syllable known = SYLLABLES[index];
    if (known == null) {
      // Two threads may both make it; they are equal and immutable, so either will do.
      int tones = TONES.length;
      int rimes = RIMES.length;
      known =
          new Syllable(
              ONSETS[index / tones / rimes], RIMES[index / tones % rimes], TONES[index % tones]);
      SYLLABLES[index] = known;
    }
    return known;
  }

  /** The index of {@code syllable}, 0 to {@link #COUNT} - 1. */
  public static int index(Syllable syllable) {
    return (syllable.onset().ordinal() * RIMES.length + syllable.rime().ordinal()) * TONES.length
        + syllable.tone().ordinal();
  }

  /** The small letters of {@code syllable}. */
  public static String spelling(Syllable syllable) {
    int index = index(syllable);
    String known = SPELLINGS[index];
    if (known == null) {
      known = syllable.onset().rpa().concat(syllable.rime().rpa()).concat(syllable.tone().rpa());
      SPELLINGS[index] = known;
    }
    return known;
  }

  static Rime rime(int index) {
    return RIMES[index / TONES.length % RIMES.length];
  }

  static boolean hasToneLetter(int index) {
    return index % TONES.length != Tone.MID.ordinal();
  }
}
