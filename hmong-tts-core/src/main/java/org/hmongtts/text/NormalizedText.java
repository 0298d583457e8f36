package org.hmongtts.text;

import java.util.ArrayList;
import java.util.List;
import org.hmongtts.text.internal.Phrases;

/**
 * Text as it will be spoken. Immutable.
 *
 * @param source the text that was given
 * @param options how it was read
 * @param text small-letter syllables, pause marks and, if asked for, foreign words, with one space
 *     between; normalising it again changes nothing
 * @param tokens the same, piece by piece, each with its place in the source
 * @param edits every difference from the source
 */
public record NormalizedText(
    String source, TextOptions options, String text, List<Token> tokens, List<Edit> edits) {

  public NormalizedText {
    tokens = List.copyOf(tokens);
    edits = List.copyOf(edits);
  }

  /** The syllables in order, without pauses; foreign words that were kept count as their own. */
  public List<Token.Spoken> syllables() {
    List<Token.Spoken> all = new ArrayList<>(tokens.size());
    for (Token token : tokens) {
      if (token instanceof Token.Spoken spoken) {
        all.add(spoken);
      } else if (token instanceof Token.Foreign foreign && !foreign.text().isEmpty()) {
        for (Syllable syllable : foreign.respelling()) {
          all.add(new Token.Spoken(syllable, foreign.range(), foreign.word(), true));
        }
      }
    }
    return all;
  }

  /** How each of {@link #syllables()} sounds. */
  public List<Phonemes> phonemes() {
    List<Phonemes> all = new ArrayList<>(tokens.size());
    for (Token.Spoken spoken : syllables()) {
      Syllable syllable = spoken.syllable();
      all.add(
          new Phonemes(
              syllable.onset().ipa(syllable.rime(), options.dialect()),
              syllable.rime().ipa(),
              syllable.tone(),
              spoken.range()));
    }
    return all;
  }

  /** The whole text in the form that a model was trained on. */
  public String in(TextForm form) {
    return form.write(tokens, options.dialect());
  }

  /** The International Phonetic Alphabet: a tone on every syllable, ǀ and ‖ for pauses. */
  public String ipa() {
    return in(TextForm.IPA);
  }

  /** {@link #phrases(int, TextForm)} of normalised text as it is. */
  public List<Phrase> phrases(int maxSyllables) {
    return phrases(maxSyllables, TextForm.RPA);
  }

  /**
   * Cuts the text into pieces of at most {@code maxSyllables}: at the ends of sentences, where that
   * is not enough at other pauses, then before <i>ces, thiab, tab sis, vim, hab</i>, at last
   * between any two words. Only a single word can be longer.
   *
   * @param form how the pieces are written
   * @throws IllegalArgumentException if {@code maxSyllables} is less than 1
   */
  public List<Phrase> phrases(int maxSyllables, TextForm form) {
    if (maxSyllables < 1) {
      throw new IllegalArgumentException("maxSyllables must be at least 1, got " + maxSyllables);
    }
    return Phrases.cut(tokens, maxSyllables, piece -> form.write(piece, options.dialect()));
  }
}
