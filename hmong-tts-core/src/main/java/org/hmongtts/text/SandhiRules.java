package org.hmongtts.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tone changes after a word with a high tone, as a declared list of words. Writers put the changed
 * tone on paper (<i>ob tug</i>), so applying rules to running text is off by default; it serves
 * text that was generated word by word.
 *
 * <p>The numerals and words are those whose change is counted in running text; the change is
 * lexical, so no rule works on tones alone.
 */
public final class SandhiRules {

  /**
   * One change.
   *
   * @param triggers the syllables after which it happens
   * @param word the syllable that changes
   * @param changed what it becomes
   */
  public record SandhiRule(Set<Syllable> triggers, Syllable word, Syllable changed) {
    public SandhiRule {
      triggers = Set.copyOf(triggers);
    }
  }

  /** No change at all. */
  public static final SandhiRules NONE = new SandhiRules(List.of());

  private final List<SandhiRule> rules;
  private final Map<Syllable, List<SandhiRule>> byWord;

  private SandhiRules(List<SandhiRule> rules) {
    this.rules = List.copyOf(rules);
    Map<Syllable, List<SandhiRule>> index = new HashMap<>();
    for (SandhiRule rule : this.rules) {
      index.computeIfAbsent(rule.word(), word -> new ArrayList<>()).add(rule);
    }
    this.byWord = index;
  }

  /**
   * Classifiers and measures after <i>ib ob peb plaub tsib</i>, without those (months, years,
   * nights) whose change is optional.
   */
  public static SandhiRules afterNumerals() {
    return afterNumerals(
        "tus tug zaus zaug pluas pluag tes teg leej leeg txooj txoog ncauj ncaug caum caug pua puas");
  }

  /** {@link #afterNumerals()}, and the optional changes of <i>hli</i>, <i>xyoo</i>, <i>hmo</i>. */
  public static SandhiRules afterNumeralsAndInDates() {
    return afterNumerals().and(afterNumerals("hli hlis xyoo xyoos hmo hmos"));
  }

  public static SandhiRules of(List<SandhiRule> rules) {
    return new SandhiRules(rules);
  }

  /** These rules and those of {@code other}; of two that fit, the earlier one holds. */
  public SandhiRules and(SandhiRules other) {
    List<SandhiRule> both = new ArrayList<>(rules);
    both.addAll(other.rules);
    return new SandhiRules(both);
  }

  public List<SandhiRule> rules() {
    return rules;
  }

  /** What {@code word} becomes right after {@code before}; empty if it stays. */
  public Optional<Syllable> apply(Syllable before, Syllable word) {
    for (SandhiRule rule : byWord.getOrDefault(word, List.of())) {
      if (rule.triggers().contains(before)) {
        return Optional.of(rule.changed());
      }
    }
    return Optional.empty();
  }

  private static SandhiRules afterNumerals(String pairs) {
    Set<Syllable> numerals = new HashSet<>(syllables("ib ob peb plaub tsib"));
    List<Syllable> words = syllables(pairs);
    List<SandhiRule> rules = new ArrayList<>();
    for (int i = 0; i < words.size(); i += 2) {
      rules.add(new SandhiRule(numerals, words.get(i), words.get(i + 1)));
    }
    return new SandhiRules(rules);
  }

  private static List<Syllable> syllables(String words) {
    List<Syllable> all = new ArrayList<>();
    for (String word : words.split(" ")) {
      all.add(Syllable.parse(word).orElseThrow());
    }
    return all;
  }
}
