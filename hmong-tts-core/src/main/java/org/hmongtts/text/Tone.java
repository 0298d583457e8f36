package org.hmongtts.text;

/**
 * The eight tones, each written by the last letter of its syllable.
 *
 * <p>Pitch contours are smooth fits to eight speakers reading White Hmong (recordings of Garellek
 * and Esposito, Journal of the IPA 2021); no separate measurement of Green Mong is known, so both
 * dialects use them. They correct the traditional names: the breathy tone starts high and falls.
 */
public enum Tone {
  /** The letter -b; its Hmong name is <i>cim siab</i>. */
  HIGH(
      "b",
      "˥",
      Phonation.MODAL,
      1.00f,
      1.07f,
      0.91f,
      0.98f,
      1.27f,
      1.65f,
      2.00f,
      2.29f,
      2.49f,
      2.58f,
      2.58f,
      2.56f),
  /** The letter -j; its Hmong name is <i>cim ntuj</i>. */
  HIGH_FALLING(
      "j",
      "˥˧",
      Phonation.MODAL,
      1.00f,
      4.21f,
      4.08f,
      3.93f,
      3.74f,
      3.50f,
      3.22f,
      2.93f,
      2.65f,
      2.39f,
      2.12f,
      1.86f),
  /** The letter -v; its Hmong name is <i>cim kuv</i>. */
  RISING(
      "v",
      "˧˦",
      Phonation.MODAL,
      1.10f,
      -1.03f,
      -2.14f,
      -2.74f,
      -2.90f,
      -2.85f,
      -2.70f,
      -2.51f,
      -2.28f,
      -2.03f,
      -1.84f,
      -1.67f),
  /** No letter; its Hmong name is <i>cim ua</i>. */
  MID(
      "",
      "˧",
      Phonation.MODAL,
      1.00f,
      0.29f,
      0.23f,
      0.17f,
      0.11f,
      0.04f,
      -0.02f,
      -0.08f,
      -0.14f,
      -0.20f,
      -0.26f,
      -0.32f),
  /** The letter -s; its Hmong name is <i>cim mus</i>. */
  LOW(
      "s",
      "˩",
      Phonation.MODAL,
      1.00f,
      -0.04f,
      -0.43f,
      -0.79f,
      -1.07f,
      -1.27f,
      -1.40f,
      -1.49f,
      -1.56f,
      -1.63f,
      -1.71f,
      -1.79f),
  /** The letter -g; its Hmong name is <i>cim neeg</i>. */
  BREATHY(
      "g",
      "˧˩̤",
      Phonation.BREATHY,
      1.05f,
      2.43f,
      2.64f,
      2.64f,
      2.49f,
      2.27f,
      2.02f,
      1.74f,
      1.49f,
      1.31f,
      1.19f,
      1.07f),
  /** The letter -m; its Hmong name is <i>cim niam</i>. */
  CREAKY(
      "m",
      "˩̰",
      Phonation.CREAKY,
      0.75f,
      0.21f,
      -0.69f,
      -1.57f,
      -2.35f,
      -2.97f,
      -3.45f,
      -3.81f,
      -4.02f,
      -4.01f,
      -3.82f,
      -3.59f),
  /** The letter -d; its Hmong name is <i>cim tod</i>. */
  LOW_RISING(
      "d",
      "˨˩˧",
      Phonation.MODAL,
      1.20f,
      -0.21f,
      -1.78f,
      -2.59f,
      -2.72f,
      -2.53f,
      -2.27f,
      -1.84f,
      -1.39f,
      -1.02f,
      -0.76f,
      -0.53f);

  /** How the voice sounds while it holds the tone. */
  public enum Phonation {
    MODAL,
    /** Breathy over the whole rime. */
    BREATHY,
    /** Creaky, ending in a glottal stop. */
    CREAKY
  }

  private final String rpa;
  private final String ipa;
  private final Phonation phonation;
  private final float relativeDuration;
  private final float[] semitones;

  Tone(String rpa, String ipa, Phonation phonation, float relativeDuration, float... semitones) {
    this.rpa = rpa;
    this.ipa = ipa;
    this.phonation = phonation;
    this.relativeDuration = relativeDuration;
    this.semitones = semitones;
  }

  /** The tone letter; empty for {@link #MID}. */
  public String rpa() {
    return rpa;
  }

  /** Chao tone letters, followed by the combining mark of the phonation if it is not modal. */
  public String ipa() {
    return ipa;
  }

  public Phonation phonation() {
    return phonation;
  }

  /** The usual length of a rime with this tone, as a factor on that of the mid tone. */
  public float relativeDuration() {
    return relativeDuration;
  }

  /**
   * Pitch in semitones from the speaker's mean, at {@code position} of the rime, between the eleven
   * measured points by straight lines.
   *
   * @param position 0 at the start of the rime to 1 at its end
   * @throws IllegalArgumentException if {@code position} is outside 0..1
   */
  public float semitonesAt(float position) {
    if (!(position >= 0 && position <= 1)) {
      throw new IllegalArgumentException("position must be in 0..1, got " + position);
    }
    float point = position * (semitones.length - 1);
    int left = Math.min((int) point, semitones.length - 2);
    float share = point - left;
    return semitones[left] * (1 - share) + semitones[left + 1] * share;
  }
}
