package org.hmongtts.text;

/** What happens to a word that is not Hmong. */
public enum ForeignWords {
  /** Written as Hmong syllables: for voices that know Hmong sounds only. */
  RESPELL,
  /** Passed on as it is spelt: for voices trained on mixed text. */
  KEEP,
  /** Spelt letter by letter. */
  LETTERS,
  /** Left out, and reported. */
  SKIP
}
