package org.hmongtts.text;

import java.util.Optional;
import org.hmongtts.text.internal.IpaTable;
import org.hmongtts.text.internal.Rpa;

/** A syllable: onset, rime and tone. There is no final consonant in Hmong. */
public record Syllable(Onset onset, Rime rime, Tone tone) {

  /**
   * Reads one whole syllable in the Romanised Popular Alphabet, in capitals or small letters, with
   * the reform spellings of onsets (<i>mhoob</i> for <i>hmoob</i>). Empty if it is not exactly one.
   */
  public static Optional<Syllable> parse(CharSequence text) {
    return Rpa.parse(text);
  }

  /**
   * The syllable with exactly these phonetic symbols, as {@link #ipa} writes them. Empty if there
   * is none. Green Mong spells its <i>m</i> in two ways; the native one is returned.
   */
  public static Optional<Syllable> parseIpa(String ipa, Dialect dialect) {
    return IpaTable.find(ipa, dialect);
  }

  /** The syllable in small letters. */
  public String rpa() {
    return Rpa.spelling(this);
  }

  /**
   * The three parts, with ∅ for no onset and 0 for the mid tone: {@code ny·o·b}, {@code ∅·ua·0}.
   */
  public String parts() {
    return (onset == Onset.NONE ? "∅" : onset.rpa())
        + '·'
        + rime.rpa()
        + '·'
        + (tone == Tone.MID ? "0" : tone.rpa());
  }

  /** The syllable in the International Phonetic Alphabet, with its tone. */
  public String ipa(Dialect dialect) {
    return onset.ipa(rime, dialect) + rime.ipa() + tone.ipa();
  }
}
