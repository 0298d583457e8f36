package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyllableTest {

  /** Every onset with every rime and every tone. */
  static Stream<Syllable> all() {
    return Stream.of(Onset.values())
        .flatMap(
            onset ->
                Stream.of(Rime.values())
                    .flatMap(
                        rime ->
                            Stream.of(Tone.values()).map(tone -> new Syllable(onset, rime, tone))));
  }

  @Test
  void thereAreSixThousandNineHundredAndFortyFourSyllablesAllSpeltApart() {
    Set<String> spellings = new HashSet<>();
    all().forEach(syllable -> spellings.add(syllable.rpa()));
    assertThat(spellings).hasSize(62 * 14 * 8);
  }

  @Test
  void everySyllableIsReadAsItIsSpelt() {
    all().forEach(syllable -> assertThat(Syllable.parse(syllable.rpa())).hasValue(syllable));
  }

  @Test
  void everySyllableIsFoundByItsWhiteHmongSound() {
    all()
        .forEach(
            syllable ->
                assertThat(Syllable.parseIpa(syllable.ipa(Dialect.WHITE), Dialect.WHITE))
                    .hasValue(syllable));
  }

  @Test
  void greenMongSoundsAreFoundInTheirNativeSpelling() {
    all()
        .filter(syllable -> !syllable.onset().rpa().startsWith("hm"))
        .filter(syllable -> !syllable.onset().rpa().startsWith("hn"))
        .forEach(
            syllable ->
                assertThat(Syllable.parseIpa(syllable.ipa(Dialect.GREEN), Dialect.GREEN))
                    .hasValue(syllable));
  }

  @ParameterizedTest(name = "{0} has tone {1}")
  @CsvSource({
    "pob, HIGH", "poj, HIGH_FALLING", "pov, RISING", "po, MID",
    "pos, LOW", "pog, BREATHY", "pom, CREAKY", "pod, LOW_RISING"
  })
  void theLastLetterIsTheTone(String syllable, Tone tone) {
    assertThat(Syllable.parse(syllable).orElseThrow().tone()).isEqualTo(tone);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "Mhoob, hmoob",
    "nhub, hnub",
    "lha, hla",
    "nyhav, hnyav",
    "mlha, hmla",
    "tlej, dlej",
    "tlhau, dlhau",
    "nphlaib, nplhaib",
    "ngaus, gaus",
    "nlau, mlau",
    "NTXHW, ntxhw"
  })
  void otherSpellingsOfOnsetsAreKnown(String written, String rpa) {
    assertThat(Syllable.parse(written).map(Syllable::rpa)).hasValue(rpa);
  }

  @ParameterizedTest(name = "{0} is no syllable")
  @ValueSource(
      strings = {
        "", "nts", "nyobzoo", "kasm", "koi", "vang", "we", "noe", "cé", "kw's", "paoj", "xx"
      })
  void whatIsLeftOverMakesItNoSyllable(String text) {
    assertThat(Syllable.parse(text)).isEmpty();
  }

  @Test
  void theBreathyToneStartsAboveTheHighOneAndFalls() {
    assertThat(Tone.BREATHY.semitonesAt(0))
        .isEqualTo(2.43f)
        .isGreaterThan(Tone.HIGH.semitonesAt(0));
    assertThat(Tone.BREATHY.semitonesAt(1)).isEqualTo(1.07f);
    assertThat(Tone.CREAKY.semitonesAt(0.45f)).isBetween(-3.45f, -2.97f);
  }
}
