package org.hmongtts.text;

/** The two great varieties of written Hmong. Each is spelt as it sounds. */
public enum Dialect {
  /** White Hmong, <i>Hmoob Dawb</i>, ISO 639-3 mww. */
  WHITE,
  /** Green Mong, <i>Moob Leeg</i>, ISO 639-3 hnj. */
  GREEN
}
