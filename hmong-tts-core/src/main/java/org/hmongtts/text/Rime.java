package org.hmongtts.text;

/**
 * The vowel of a syllable: fourteen, of which <i>aa</i> is Green Mong only. Doubled letters are
 * nasal, not long; <i>w</i> is a vowel, never a glide.
 */
public enum Rime {
  A("a", "a"),
  E("e", "e"),
  I("i", "i"),
  O("o", "ɒ"),
  U("u", "u"),
  W("w", "ɨ"),
  AI("ai", "ai̯"),
  AU("au", "au̯"),
  AW("aw", "aɨ̯"),
  EE("ee", "ẽ"),
  OO("oo", "ɒ̃"),
  AA("aa", "ã"),
  IA("ia", "iə̯"),
  UA("ua", "uə̯");

  private final String rpa;
  private final String ipa;

  Rime(String rpa, String ipa) {
    this.rpa = rpa;
    this.ipa = ipa;
  }

  public String rpa() {
    return rpa;
  }

  public String ipa() {
    return ipa;
  }
}
