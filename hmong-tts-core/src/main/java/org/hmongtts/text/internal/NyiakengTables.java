package org.hmongtts.text.internal;

import java.util.Arrays;
import java.util.Optional;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Tone;

/** Which sound each letter of Nyiakeng Puachue Hmong stands for, and back. */
public final class NyiakengTables {

  static final int FIRST_ONSET = 0x1E100;
  static final int LAST_ONSET = 0x1E123;
  static final int HA = 0x1E104;
  static final int FIRST_VOWEL = 0x1E124;
  static final int LAST_VOWEL = 0x1E12C;
  static final int FIRST_TONE = 0x1E130;
  static final int LAST_TONE = 0x1E136;

  /** Letters that are vowels after an onset: np is ua, h is o, r is ai. */
  static final int NPA = 0x1E11C;

  static final int HAH = 0x1E11F;
  static final int RRA = 0x1E123;

  /** Onsets by letter, bare and with HA; a hyphen where HA does not belong to the letter. */
  private static final String[] ONSETS = {
    "m hm",
    "ts tsh",
    "nt nth",
    "t th",
    "h -",
    "n hn",
    "x -",
    "nk nkh",
    "c ch",
    "l hl",
    "s -",
    "z -",
    "nc nch",
    "nts ntsh",
    "k kh",
    "d dh",
    "ny hny",
    "nr nrh",
    "v -",
    "ntx ntxh",
    "tx txh",
    "f -",
    "r rh",
    "q qh",
    "y -",
    "nq nqh",
    "p ph",
    "xy -",
    "np nph",
    "dl dlh",
    "npl nplh",
    "h -",
    "ml hml",
    "pl plh",
    "g -",
    "r -"
  };

  private static final String[] VOWELS = {"a", "aa", "i", "u", "o", "oo", "e", "ee", "w"};
  private static final Tone[] TONES = {
    Tone.HIGH, Tone.CREAKY, Tone.HIGH_FALLING, Tone.RISING, Tone.LOW, Tone.BREATHY, Tone.LOW_RISING
  };

  private static final String[][] ONSET_VALUES = new String[ONSETS.length][];
  private static final int[] ONSET_LETTERS = new int[Onset.values().length];
  private static final int UNWRITTEN = -1;

  static {
    Arrays.fill(ONSET_LETTERS, UNWRITTEN);
    for (int letter = ONSETS.length - 1; letter >= 0; letter--) { // the first letter of two wins
      String[] values = ONSETS[letter].split(" ");
      ONSET_VALUES[letter] = values;
      for (int aspirated = 0; aspirated < 2; aspirated++) {
        if (!values[aspirated].equals("-")) {
          Onset onset = Syllable.parse(values[aspirated] + "a").orElseThrow().onset();
          ONSET_LETTERS[onset.ordinal()] = letter << 1 | aspirated;
        }
      }
    }
  }

  private NyiakengTables() {}

  static String onset(int letter, boolean aspirated) {
    return ONSET_VALUES[letter - FIRST_ONSET][aspirated ? 1 : 0];
  }

  /** Whether HA after the letter belongs to it. */
  static boolean takesHa(int letter) {
    return !ONSET_VALUES[letter - FIRST_ONSET][1].equals("-");
  }

  /** The vowel of a letter; empty if it is none, not even after an onset. */
  static String vowel(int cp, boolean afterOnset) {
    if (cp >= FIRST_VOWEL && cp <= LAST_VOWEL) {
      return VOWELS[cp - FIRST_VOWEL];
    }
    if (!afterOnset) {
      return "";
    }
    return cp == NPA ? "ua" : cp == HAH ? "o" : cp == RRA ? "ai" : "";
  }

  /** The diphthong of two vowels; empty if they make none. */
  static String diphthong(String first, String second) {
    switch (first + second) {
      case "ai", "au", "aw", "ia", "ua":
        return first + second;
      case "ao":
        return "au";
      default:
        return "";
    }
  }

  static Tone tone(int cp) {
    return TONES[cp - FIRST_TONE];
  }

  /** The letters of {@code syllable}; empty if the script has none for its onset. */
  public static Optional<String> write(Syllable syllable) {
    int part = ONSET_LETTERS[syllable.onset().ordinal()];
    if (part == UNWRITTEN && syllable.onset() != Onset.NONE) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder(10);
    int letters = 0;
    if (syllable.onset() != Onset.NONE) {
      text.appendCodePoint(FIRST_ONSET + (part >> 1));
      letters++;
      if ((part & 1) == 1) {
        text.appendCodePoint(HA);
        letters++;
      }
    }
    // The tone mark stands after the second letter, or after the only one.
    String tone = tone(syllable.tone());
    boolean marked = false;
    for (int vowel : vowels(syllable.rime())) {
      if (letters == 2) {
        text.append(tone);
        marked = true;
      }
      text.appendCodePoint(vowel);
      letters++;
    }
    return Optional.of(marked ? text.toString() : text.append(tone).toString());
  }

  private static String tone(Tone tone) {
    for (int i = 0; i < TONES.length; i++) {
      if (TONES[i] == tone) {
        return new String(Character.toChars(FIRST_TONE + i));
      }
    }
    return "";
  }

  private static int[] vowels(Rime rime) {
    for (int i = 0; i < VOWELS.length; i++) {
      if (VOWELS[i].equals(rime.rpa())) {
        return new int[] {FIRST_VOWEL + i};
      }
    }
    int[] pair = new int[2];
    for (int i = 0; i < VOWELS.length; i++) {
      pair[0] =
          VOWELS[i].charAt(0) == rime.rpa().charAt(0) && VOWELS[i].length() == 1
              ? FIRST_VOWEL + i
              : pair[0];
      pair[1] =
          VOWELS[i].charAt(0) == rime.rpa().charAt(1) && VOWELS[i].length() == 1
              ? FIRST_VOWEL + i
              : pair[1];
    }
    return pair;
  }
}
