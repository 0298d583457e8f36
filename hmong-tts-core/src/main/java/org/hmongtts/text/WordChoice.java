package org.hmongtts.text;

/**
 * Another word for what speakers say in more than one way, chosen by {@link TextOptions#withWords}.
 * What is usual in running text is said otherwise.
 */
public enum WordChoice {
  /** <i>rau pua</i>: <i>puas</i> only after the digits that end in -b. */
  HUNDRED_PUA(Meaning.HUNDRED),
  /** <i>phav</i>, from Lao, for <i>txhiab</i>. */
  THOUSAND_PHAV(Meaning.THOUSAND),
  /** <i>plhom</i> for <i>lab</i>. */
  MILLION_PLHOM(Meaning.MILLION),
  /** <i>roob</i> for <i>lab</i>. */
  MILLION_ROOB(Meaning.MILLION),
  /** <i>vam</i> for <i>lab</i>; others mean ten thousand by it. */
  MILLION_VAM(Meaning.MILLION),
  /** 8:30 is <i>yim teev nrab</i>, not thirty minutes. */
  HALF_HOUR_NRAB(Meaning.HALF_HOUR),
  /** 5–10 is <i>tsib rau kaum</i>. */
  RANGE_RAU(Meaning.RANGE),
  /** 5–10 is <i>tsib mus rau kaum</i>. */
  RANGE_MUS_RAU(Meaning.RANGE);

  /** What a word stands for; a text has one word for each. */
  enum Meaning {
    HUNDRED,
    THOUSAND,
    MILLION,
    HALF_HOUR,
    RANGE
  }

  private final Meaning meaning;

  WordChoice(Meaning meaning) {
    this.meaning = meaning;
  }

  Meaning meaning() {
    return meaning;
  }
}
