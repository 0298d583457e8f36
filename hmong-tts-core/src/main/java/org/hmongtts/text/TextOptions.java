package org.hmongtts.text;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.hmongtts.text.script.PahawhStage;

/**
 * How text is read. Immutable; {@link #defaults()} suits White Hmong spoken by a voice that knows
 * Hmong sounds only.
 *
 * @param dialect decides number words, a few signs, and the sound of some onsets
 * @param foreignWords what happens to words that are not Hmong
 * @param dateOrder which number of a date is the month
 * @param numberStyle what commas and points in numbers mean
 * @param pahawhStages the spelling systems that Pahawh text may be in; of several the likelier one
 *     is chosen, once for the whole text
 * @param translateLoans whether common English nouns are read as their Hmong translation
 * @param off rules that are switched off
 * @param words which words to say where speakers differ, at most one for each meaning
 * @param lexicon the user's own words
 * @param sandhi tone changes to apply; none, because writers already write them
 */
public record TextOptions(
    Dialect dialect,
    ForeignWords foreignWords,
    DateOrder dateOrder,
    NumberStyle numberStyle,
    Set<PahawhStage> pahawhStages,
    boolean translateLoans,
    Set<Rule> off,
    Set<WordChoice> words,
    Lexicon lexicon,
    SandhiRules sandhi) {

  private static final TextOptions DEFAULTS =
      new TextOptions(
          Dialect.WHITE,
          ForeignWords.RESPELL,
          DateOrder.MONTH_FIRST,
          NumberStyle.US,
          EnumSet.allOf(PahawhStage.class),
          false,
          EnumSet.noneOf(Rule.class),
          EnumSet.noneOf(WordChoice.class),
          Lexicon.EMPTY,
          SandhiRules.NONE);

  public TextOptions {
    Objects.requireNonNull(dialect, "dialect");
    Objects.requireNonNull(foreignWords, "foreignWords");
    Objects.requireNonNull(dateOrder, "dateOrder");
    Objects.requireNonNull(numberStyle, "numberStyle");
    Objects.requireNonNull(lexicon, "lexicon");
    Objects.requireNonNull(sandhi, "sandhi");
    pahawhStages = Set.copyOf(pahawhStages);
    if (pahawhStages.isEmpty()) {
      throw new IllegalArgumentException("give at least one Pahawh stage");
    }
    off = Set.copyOf(off);
    for (Rule rule : off) {
      if (!rule.optional()) {
        throw new IllegalArgumentException(
            rule + " cannot be switched off; it follows an option of its own, or always holds");
      }
    }
    words = Set.copyOf(words);
    Set<WordChoice.Meaning> meanings = EnumSet.noneOf(WordChoice.Meaning.class);
    for (WordChoice word : words) {
      if (!meanings.add(word.meaning())) {
        throw new IllegalArgumentException("two words for the same: " + words + "; choose one");
      }
    }
  }

  /** White Hmong, foreign words respelled, American numbers and dates, every rule on. */
  public static TextOptions defaults() {
    return DEFAULTS;
  }

  public TextOptions withDialect(Dialect dialect) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  public TextOptions withForeignWords(ForeignWords foreignWords) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  public TextOptions withDateOrder(DateOrder dateOrder) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  public TextOptions withNumberStyle(NumberStyle numberStyle) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  /** Only these stages are considered for Pahawh text. */
  public TextOptions withPahawhStages(PahawhStage... stages) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        Set.of(stages),
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  public TextOptions withTranslateLoans(boolean translateLoans) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  /**
   * Switches these rules off, besides those that already are.
   *
   * @throws IllegalArgumentException if one of them is not {@link Rule#optional()}
   */
  public TextOptions without(Rule... rules) {
    EnumSet<Rule> all = EnumSet.noneOf(Rule.class);
    all.addAll(off);
    all.addAll(Arrays.asList(rules));
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        all,
        words,
        lexicon,
        sandhi);
  }

  /**
   * Says these words where speakers differ, and the usual ones for everything else.
   *
   * @throws IllegalArgumentException if two mean the same
   */
  public TextOptions withWords(WordChoice... choices) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        Set.of(choices),
        lexicon,
        sandhi);
  }

  public TextOptions withLexicon(Lexicon lexicon) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }

  public TextOptions withSandhi(SandhiRules sandhi) {
    return new TextOptions(
        dialect,
        foreignWords,
        dateOrder,
        numberStyle,
        pahawhStages,
        translateLoans,
        off,
        words,
        lexicon,
        sandhi);
  }
}
