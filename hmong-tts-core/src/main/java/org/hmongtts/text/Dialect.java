package org.hmongtts.text;

/** The two written standards of Hmong. */
public enum Dialect {
  /** White Hmong, Hmoob Dawb (ISO 639-3 mww). */
  WHITE,
  /** Green Mong, Moob Leeg (ISO 639-3 hnj). */
  GREEN
}
