package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenTextTest {

  @ParameterizedTest(name = "{0} is spoken {1}")
  @CsvSource({
    "ib, ' V:i'",
    "pob, ' F:p V:o'",
    "ntxhua, M:nasal F:txh V:ua",
    "nplej, M:nasal F:p M:l V:e",
    "plhu, ' F:ph M:l V:u'",
    "hnub, F:hn M:n V:u",
    "hlub, F:hl M:l V:u",
    "xyoo, F:xy V:oo",
    "mloog, M:ml V:oo",
    "dej, M:d F:d V:e",
    "wb, ' V:w'"
  })
  void takesSyllablesApartByManner(String syllable, String expected) {
    var phases = SpokenText.parse(syllable).phases();
    String spoken =
        phases.subList(1, phases.size() - 1).stream()
            .map(Phase::symbol)
            .reduce((a, b) -> a + " " + b)
            .orElseThrow();
    assertThat(spoken).isEqualTo(expected);
  }

  @Test
  void pausesAtPunctuation() {
    assertThat(SpokenText.parse("Nyob zoo, Niam!").phases())
        .extracting(Phase::sound)
        .containsExactly(
            Sound.SILENCE,
            Sound.MURMUR,
            Sound.VOWEL,
            Sound.MURMUR,
            Sound.VOWEL,
            Sound.SILENCE,
            Sound.MURMUR,
            Sound.VOWEL,
            Sound.SILENCE,
            Sound.SILENCE);
  }

  @Test
  void readsTheToneFromTheLastLetter() {
    assertThat(SpokenText.parse("pob poj pov po pos pog pom pod").syllables())
        .extracting(s -> s.tone().rpa())
        .containsExactly("b", "j", "v", "", "s", "g", "m", "d");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " . ", "hello", "nts", "tebchaws", "pob 12 xyz"})
  void refusesWhatIsNotSyllables(String text) {
    assertThatThrownBy(() -> SpokenText.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
