package org.hmongtts.text.internal;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Syllable;

/** Every syllable by its phonetic symbols; made for a dialect when it is first asked for. */
public final class IpaTable {

  private static final Map<Dialect, Map<String, Syllable>> SYLLABLES = new EnumMap<>(Dialect.class);

  private IpaTable() {}

  /** The syllable that sounds so; of two spellings of one sound the dialect's own. */
  public static Optional<Syllable> find(String ipa, Dialect dialect) {
    Map<String, Syllable> table;
    synchronized (SYLLABLES) {
      table = SYLLABLES.computeIfAbsent(dialect, IpaTable::table);
    }
    return Optional.ofNullable(table.get(ipa));
  }

  private static Map<String, Syllable> table(Dialect dialect) {
    Map<String, Syllable> table = new HashMap<>(2 * Rpa.COUNT);
    for (int i = 0; i < Rpa.COUNT; i++) {
      Syllable syllable = Rpa.syllable(i);
      Onset onset = syllable.onset();
      if (onset.onlyIn().isEmpty() || onset.onlyIn().get() == dialect) {
        table.put(syllable.ipa(dialect), syllable);
      } else {
        table.putIfAbsent(syllable.ipa(dialect), syllable);
      }
    }
    return table;
  }
}
