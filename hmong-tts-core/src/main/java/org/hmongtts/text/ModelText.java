package org.hmongtts.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text as a model is fed it. Training and speaking both make it here, because a model speaks well
 * only from what it was trained on. Immutable.
 *
 * @param phrases in order, each with something to say, written in the form that the model knows
 */
public record ModelText(List<Phrase> phrases) {

  /** Longest phrase: the frontend's advice for a neural voice. */
  private static final int MAX_SYLLABLES = 40;

  private static final Pattern SPACE_BEFORE_MARK = Pattern.compile(" (?=[,;:.!?…])");

  public ModelText {
    phrases = List.copyOf(phrases);
  }

  /**
   * Normalises a text, foreign words as Hmong syllables, and cuts it into phrases of at most 40
   * syllables. Marks stand at the word before them, as in the text that models were trained on.
   *
   * @param dialect decides number words, a few signs and the sound of some onsets
   * @param form what the model was trained on
   */
  public static ModelText of(String text, Dialect dialect, TextForm form) {
    NormalizedText normalized =
        HmongText.of(text).dialect(dialect).foreignWords(ForeignWords.RESPELL).normalize();
    List<Phrase> phrases = new ArrayList<>();
    for (Phrase phrase : normalized.phrases(MAX_SYLLABLES, form)) {
      if (phrase.syllables() > 0) {
        String fed = SPACE_BEFORE_MARK.matcher(phrase.text()).replaceAll("");
        phrases.add(new Phrase(fed, phrase.syllables(), phrase.pauseAfter(), phrase.range()));
      }
    }
    return new ModelText(phrases);
  }

  /** All phrases with a space between; empty if there is nothing that can be spoken. */
  public String text() {
    return phrases.stream().map(Phrase::text).collect(Collectors.joining(" "));
  }
}
