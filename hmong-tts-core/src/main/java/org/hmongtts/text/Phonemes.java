package org.hmongtts.text;

/**
 * How one syllable sounds.
 *
 * @param onset symbols of the consonant, with ʔ where no letter is written
 * @param rime symbols of the vowel
 * @param tone the tone, which every syllable has
 * @param range where it came from in the original text
 */
public record Phonemes(String onset, String rime, Tone tone, TextRange range) {

  /** The three parts together, in the International Phonetic Alphabet. */
  public String ipa() {
    return onset + rime + tone.ipa();
  }
}
