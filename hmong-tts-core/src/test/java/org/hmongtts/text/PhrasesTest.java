package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhrasesTest {

  private static List<String> phrases(String text, int maxSyllables) {
    return HmongText.of(text).normalize().phrases(maxSyllables).stream().map(Phrase::text).toList();
  }

  @Test
  void sentencesAreApartEvenIfShort() {
    assertThat(phrases("Nyob zoo. Koj nyob li cas?", 40))
        .containsExactly("nyob zoo .", "koj nyob li cas ?");
  }

  @Test
  void aLongSentenceIsCutAtItsPauses() {
    assertThat(phrases("Kuv nyob zoo, koj nyob zoo, nws nyob zoo.", 6))
        .containsExactly("kuv nyob zoo , koj nyob zoo ,", "nws nyob zoo .");
  }

  @Test
  void whereThereIsNoPauseItIsCutBeforeConjunctions() {
    assertThat(phrases("kuv mus kawm ntawv thiab koj mus ua hauj lwm tab sis nws nyob tsev", 8))
        .containsExactly(
            "kuv mus kawm ntawv", "thiab koj mus ua hauj lwm", "tab sis nws nyob tsev");
  }

  @Test
  void atLastItIsCutBetweenWordsButNotInOne() {
    assertThat(phrases("kuv mus tebchaws meskas", 3))
        .containsExactly("kuv mus", "teb chaws", "mes kas");
    assertThat(phrases("tebchaws", 1)).containsExactly("teb chaws");
  }

  @Test
  void textWithoutAnyPunctuationIsCutToo() {
    assertThat(HmongText.of("nyob zoo ".repeat(500)).normalize().phrases(40))
        .hasSize(25)
        .allMatch(phrase -> phrase.syllables() == 40);
  }

  @Test
  void aPhraseKnowsItsPlaceAndThePauseAfterIt() {
    assertThat(HmongText.of("Zoo!\n\nOs").normalize().phrases(40))
        .containsExactly(
            new Phrase("zoo !", 1, Duration.ofMillis(800), new TextRange(0, 6)),
            new Phrase("os", 1, Duration.ZERO, new TextRange(6, 8)));
  }

  @Test
  void aLimitBelowOneIsRefused() {
    NormalizedText text = HmongText.of("zoo").normalize();
    assertThatThrownBy(() -> text.phrases(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
