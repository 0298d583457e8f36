package org.hmongtts.train.dataset;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Token;
import org.hmongtts.text.Tone;

/**
 * Which sounds the texts have. Syllables that respell words of other languages are not counted.
 *
 * @param dialect whose sounds there should be
 * @param onsets how often each occurs, none left out
 * @param rimes how often each occurs, none left out
 * @param tones how often each occurs, none left out
 * @param foreignWords how often words occur that are not Hmong
 * @param unreadable how often characters occur that nothing can read
 */
public record TextCoverage(
    Dialect dialect,
    Map<Onset, Integer> onsets,
    Map<Rime, Integer> rimes,
    Map<Tone, Integer> tones,
    Map<String, Integer> foreignWords,
    Map<String, Integer> unreadable) {

  static TextCoverage of(List<NormalizedText> texts, Dialect dialect) {
    Map<Onset, Integer> onsets = new EnumMap<>(Onset.class);
    Map<Rime, Integer> rimes = new EnumMap<>(Rime.class);
    Map<Tone, Integer> tones = new EnumMap<>(Tone.class);
    Stream.of(Onset.values()).forEach(onset -> onsets.put(onset, 0));
    Stream.of(Rime.values()).forEach(rime -> rimes.put(rime, 0));
    Stream.of(Tone.values()).forEach(tone -> tones.put(tone, 0));
    Map<String, Integer> foreignWords = new TreeMap<>();
    Map<String, Integer> unreadable = new TreeMap<>();
    for (NormalizedText text : texts) {
      int lastForeign = -1;
      for (Token.Spoken spoken : text.syllables()) {
        if (!spoken.foreign()) {
          Syllable syllable = spoken.syllable();
          onsets.merge(syllable.onset(), 1, Integer::sum);
          rimes.merge(syllable.rime(), 1, Integer::sum);
          tones.merge(syllable.tone(), 1, Integer::sum);
        } else if (spoken.word() != lastForeign) {
          lastForeign = spoken.word();
          foreignWords.merge(spoken.range().of(text.source()), 1, Integer::sum);
        }
      }
      for (Token token : text.tokens()) {
        if (token instanceof Token.Unreadable) {
          token
              .range()
              .of(text.source())
              .codePoints()
              .filter(c -> !Character.isWhitespace(c))
              .forEach(c -> unreadable.merge(Character.toString(c), 1, Integer::sum));
        }
      }
    }
    return new TextCoverage(
        dialect,
        Collections.unmodifiableMap(onsets),
        Collections.unmodifiableMap(rimes),
        Collections.unmodifiableMap(tones),
        Collections.unmodifiableMap(foreignWords),
        Collections.unmodifiableMap(unreadable));
  }

  /** Onsets of native words of the dialect that no text has. */
  public List<Onset> missingOnsets() {
    return missing(onsets, onset -> onset.onlyIn().map(dialect::equals).orElse(true));
  }

  /** Rimes of the dialect that no text has. */
  public List<Rime> missingRimes() {
    // Green Mong says a where White Hmong says ia, and aa for many an a; White Hmong has no aa.
    Rime others = dialect == Dialect.WHITE ? Rime.AA : Rime.IA;
    return missing(rimes, rime -> rime != others);
  }

  /** Tones that no text has. */
  public List<Tone> missingTones() {
    return missing(tones, tone -> true);
  }

  private static <T> List<T> missing(Map<T, Integer> counts, Predicate<T> expected) {
    return counts.keySet().stream()
        .filter(sound -> counts.get(sound) == 0 && expected.test(sound))
        .toList();
  }
}
