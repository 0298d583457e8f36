package org.hmongtts.text;

/** Why text is read otherwise than it is written. Most rules can be switched off one by one. */
public enum Rule {
  /** Other forms of the same characters folded, invisible and damaged ones dropped. */
  UNICODE,
  /** Pahawh Hmong or Nyiakeng Puachue Hmong turned into the Romanised Popular Alphabet. */
  SCRIPT,
  /** Capitals made small; always on. */
  CASE,
  /** Web and mail addresses, {@code @names} and {@code #topics}. */
  ADDRESS,
  /** Emoji and smileys, which are not spoken. */
  EMOJI,
  /** Other symbols: spoken, or read as a space. */
  SYMBOL,
  DATE,
  TIME,
  /** Telephone numbers, service numbers and postal codes, digit by digit. */
  PHONE,
  CURRENCY,
  PERCENT,
  UNIT,
  RANGE,
  FRACTION,
  /** Decimal fractions. */
  DECIMAL,
  /** Minus and the other signs of arithmetic. */
  SIGN,
  ORDINAL,
  /** A repetition sign: {@code zoo2}, {@code zoox}. */
  REDUPLICATION,
  /** Letters with digits, such as {@code COVID-19}. */
  CODE,
  CARDINAL,
  ABBREVIATION,
  /** Letters spoken by their names. */
  LETTERS,
  /** Countries, clans and other names that have a Hmong form. */
  NAME,
  /** A solid or hyphenated word divided into its syllables. */
  DIVISION,
  /** Another spelling of an onset. */
  SPELLING,
  /** Letters repeated for emphasis. */
  STRETCHED,
  /** Marks that are put in, merged or dropped. */
  PUNCTUATION,
  /** A word that is not Hmong; governed by {@link ForeignWords}. */
  FOREIGN,
  /** The user's own list of words. */
  LEXICON,
  /** Tone change, where a rule set is given. */
  SANDHI;

  /** Whether {@link TextOptions#without} can switch this rule off. */
  public boolean optional() {
    return this != CASE && this != FOREIGN && this != LEXICON && this != SANDHI;
  }
}
