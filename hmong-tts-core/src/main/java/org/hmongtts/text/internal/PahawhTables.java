package org.hmongtts.text.internal;

import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Tone;
import org.hmongtts.text.script.PahawhStage;

/**
 * Which syllable part each Pahawh letter and mark stands for, and back.
 *
 * <p>Sources: the Unicode names and annotations, and independent open converters that agree with
 * each other.
 */
public final class PahawhTables {

  static final int FIRST_RIME = 0x16B00;
  static final int FIRST_ONSET = 0x16B1C;
  static final int LAST_ONSET = 0x16B2F;
  static final int FIRST_MARK = 0x16B30;
  static final int LAST_MARK = 0x16B36;
  static final int GREEN_LETTER = 0x16B2D;

  private static final int BARE = 0;

  /** Columns of the rime tables by mark, from U+16B30 on; -1 where the mark is none of a rime. */
  private static final int[] RIME_COLUMN = {1, 2, 3, -1, -1, -1, 4};

  private static final int[] RIME_MARK = {0, 0x16B30, 0x16B31, 0x16B32, 0x16B36};

  /** The same for onsets. */
  private static final int[] ONSET_COLUMN = {1, -1, -1, -1, 3, 2, -1};

  private static final int[] ONSET_MARK = {0, 0x16B30, 0x16B35, 0x16B34};

  private static final String[] RIMES_IN_ORDER = {
    "ee", "i", "au", "u", "e", "ai", "oo", "aw", "ua", "o", "ia", "a", "w", "aa"
  };

  /** Tone letters of the third stage by column, for the first and the second letter of a rime. */
  private static final String[] STAGE_3_TONES = {"b m d j -", "v 0 - s g"};

  private static final String[] STAGE_2 = {
    "eem eej eed eev eeb",
    "ee ees - eeg -",
    "im ij id ib iv",
    "i is - ig -",
    "aum aub aud auv auj",
    "au aus - aug -",
    "um ub ud uv uj",
    "u us - ug -",
    "em eb ed ej -",
    "ev e - es eg",
    "aim aib aid aiv aij",
    "ai ais - aig -",
    "oob oom ood ooj -",
    "oov oo - oos oog",
    "awb awm awd awj awv",
    "aw aws - awg -",
    "uam uaj uad uav uab",
    "ua - - uas uag",
    "om ob od oj ov",
    "og o - os -",
    "iab iam iad iav iaj",
    "ia ias - iag -",
    "am aj ad ab -",
    "av a - as ag",
    "wm wb wd wj -",
    "wv w - ws wg",
    "aam aaj aad aab -",
    "aav aa - aas aag",
  };

  /** Onsets by letter: bare, with CIM TUB, CIM HOM, CIM SUAM; 0 is no onset. */
  private static final String[] ONSETS = {
    "v nr f -",
    "nts ts ph -",
    "l d dh -",
    "h th pl -",
    "ml hml g -",
    "r nph nplh -",
    "nk ntx rh -",
    "qh hny hm -",
    "y nc s -",
    "hl z ntxh -",
    "m txh q -",
    "ch xy t -",
    "nch nrh np -",
    "hn kh nt -",
    "plh tsh p -",
    "nth npl nkh -",
    "n nq nqh -",
    "ndl dl dlh ndlh",
    "x 0 ny -",
    "c ntsh tx -",
  };

  private static final int PARTS = Rime.values().length * Tone.values().length;

  /** Index of the syllable without onset, by stage, letter and column; -1 for an unused pair. */
  private static final int[][][] RIME_VALUES = new int[2][28][5];

  private static final Onset[][] ONSET_VALUES = new Onset[20][4];

  /** Letter and column, by stage and by rime and tone; by onset. */
  private static final int[][] RIME_LETTERS = new int[2][PARTS];

  private static final int[] ONSET_LETTERS = new int[Onset.values().length];

  static {
    for (int letter = 0; letter < 28; letter++) {
      String rime = RIMES_IN_ORDER[letter / 2];
      String[] tones = STAGE_3_TONES[letter % 2].split(" ");
      String[] second = STAGE_2[letter].split(" ");
      for (int column = 0; column < 5; column++) {
        String tone = tones[column];
        rime(
            PahawhStage.STAGE_3,
            letter,
            column,
            tone.equals("-") ? tone : tone.equals("0") ? rime : rime + tone);
        rime(PahawhStage.STAGE_2, letter, column, second[column]);
      }
    }
    for (int letter = 0; letter < 20; letter++) {
      String[] onsets = ONSETS[letter].split(" ");
      for (int column = 0; column < 4; column++) {
        if (!onsets[column].equals("-")) {
          String rpa = onsets[column].equals("0") ? "" : onsets[column];
          Onset onset = Syllable.parse(rpa + "a").orElseThrow().onset();
          ONSET_VALUES[letter][column] = onset;
          ONSET_LETTERS[onset.ordinal()] = letter << 3 | column;
        }
      }
    }
  }

  private PahawhTables() {}

  private static void rime(PahawhStage stage, int letter, int column, String rpa) {
    int index = -1;
    if (!rpa.equals("-")) {
      index = Rpa.parse(rpa.toCharArray(), 0, rpa.length());
      RIME_LETTERS[stage.ordinal()][index % PARTS] = letter << 3 | column;
    }
    RIME_VALUES[stage.ordinal()][letter][column] = index;
  }

  /** Rime and tone of a letter with a mark, as the index of the syllable without onset. */
  static int rime(PahawhStage stage, int letter, int mark) {
    int[] values = RIME_VALUES[stage.ordinal()][letter - FIRST_RIME];
    int column = mark == 0 ? BARE : RIME_COLUMN[mark - FIRST_MARK];
    int value = column < 0 ? -1 : values[column];
    return value < 0 ? values[BARE] : value;
  }

  /** The onset of a letter with a mark; the bare one if they are no pair. */
  static Onset onset(int letter, int mark) {
    Onset[] values = ONSET_VALUES[letter - FIRST_ONSET];
    int column = mark == 0 ? BARE : ONSET_COLUMN[mark - FIRST_MARK];
    Onset value = column < 0 ? null : values[column];
    return value == null ? values[BARE] : value;
  }

  /** The Pahawh letters and marks of {@code syllable}. */
  public static String write(Syllable syllable, PahawhStage stage) {
    StringBuilder text = new StringBuilder(8);
    Onset onset = syllable.onset();
    boolean impliedRime =
        syllable.rime() == Rime.AU
            && syllable.tone() == Tone.MID
            && onset != Onset.K
            && onset != Onset.NDL; // read as au alone where the text is White Hmong
    if (!impliedRime) {
      int part = RIME_LETTERS[stage.ordinal()][Rpa.index(syllable) % PARTS];
      letter(text, FIRST_RIME + (part >> 3), RIME_MARK[part & 7]);
    }
    if (onset != Onset.K) {
      int part = ONSET_LETTERS[onset.ordinal()];
      letter(text, FIRST_ONSET + (part >> 3), ONSET_MARK[part & 7]);
    }
    return text.toString();
  }

  private static void letter(StringBuilder text, int letter, int mark) {
    text.appendCodePoint(letter);
    if (mark != 0) {
      text.appendCodePoint(mark);
    }
  }
}
