package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTextTest {

  private static ModelText white(String text, TextForm form) {
    return ModelText.of(text, Dialect.WHITE, form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RPA            | nyob zoo, koj nyob li cas?",
        "NUMBERED_TONES | nyo1 zoo4, ko2 nyo1 li4 ca5?",
        "PARTS          | ny·o·b z·oo·0, k·o·j ny·o·b l·i·0 c·a·s?",
        "IPA            | ɲɒ˥ ʐɒ̃˧ ǀ kɒ˥˧ ɲɒ˥ li˧ ca˩ ‖",
      })
  void isWrittenInTheFormWithMarksAtTheWordBefore(TextForm form, String fed) {
    assertThat(white("Nyob zoo, koj nyob li cas?", form).text()).isEqualTo(fed);
  }

  @Test
  void hasForeignWordsAsHmongSyllables() {
    assertThat(white("Facebook", TextForm.RPA).text()).matches("[a-z]+( [a-z]+)+");
  }

  @Test
  void isCutAtTheSamePlacesInEveryForm() {
    String text = "nyob zoo ".repeat(50) + ". Os!";
    for (TextForm form : TextForm.values()) {
      assertThat(white(text, form).phrases())
          .extracting(Phrase::syllables)
          .containsExactly(40, 40, 20, 1);
    }
  }

  @Test
  void leavesOutWhatCannotBeSpoken() {
    assertThat(white("... !", TextForm.RPA).phrases()).isEmpty();
    assertThat(white("... !", TextForm.RPA).text()).isEmpty();
  }
}
