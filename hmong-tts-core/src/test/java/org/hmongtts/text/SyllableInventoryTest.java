package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.text.SyllableTables.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every onset with every rime and every tone of tables written apart from the code is read as those
 * three, alone and in running text, and sounds as the tables say.
 */
class SyllableInventoryTest {

  private record Entry(Part onset, Part rime, Part tone) {
    String rpa() {
      return onset.letters() + rime.letters() + tone.letters();
    }
  }

  private static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Part onset : SyllableTables.of("onset")) {
      for (Part rime : SyllableTables.of("rime")) {
        for (Part tone : SyllableTables.of("tone")) {
          entries.add(new Entry(onset, rime, tone));
        }
      }
    }
    assertThat(entries).hasSize(6_944);
    return entries;
  }

  private static void assertIs(Entry entry, Syllable syllable) {
    assertThat(syllable.onset().rpa()).as(entry.rpa()).isEqualTo(entry.onset().letters());
    assertThat(syllable.rime().rpa()).as(entry.rpa()).isEqualTo(entry.rime().letters());
    assertThat(syllable.tone().rpa()).as(entry.rpa()).isEqualTo(entry.tone().letters());
  }

  @Test
  void everySyllableIsReadAsItsOnsetRimeAndTone() {
    for (Entry entry : entries()) {
      assertIs(entry, Syllable.parse(entry.rpa()).orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void everySyllableSoundsAsTheTablesSay(Dialect dialect) {
    for (Entry entry : entries()) {
      Syllable syllable = Syllable.parse(entry.rpa()).orElseThrow();
      assertThat(syllable.ipa(dialect))
          .as(entry.rpa())
          .isEqualTo(
              entry.onset().ipa(entry.rime().letters(), dialect)
                  + entry.rime().ipa()
                  + entry.tone().ipa());
    }
  }

  @Test
  void everySyllableIsReadTheSameInRunningText() {
    for (Entry entry : entries()) {
      List<Token.Spoken> read =
          HmongText.of("kuv hnov " + entry.rpa() + " nyob ntawm no").normalize().syllables();
      assertThat(read).as(entry.rpa()).hasSize(6);
      assertIs(entry, read.get(2).syllable());
    }
  }

  @Test
  void anOnsetOfOneDialectSaysWhichItIs() {
    for (Part part : SyllableTables.of("onset")) {
      Onset onset = Syllable.parse(part.letters() + "a").orElseThrow().onset();
      Optional<Dialect> only =
          part.dialects().equals("both")
              ? Optional.empty()
              : Optional.of(Dialect.ofId(part.dialects()));
      assertThat(onset.onlyIn()).as(part.letters()).isEqualTo(only);
    }
  }
}
