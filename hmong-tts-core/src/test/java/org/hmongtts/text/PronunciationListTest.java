package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Words are read as the onset, rime and tone of a list of pronunciations by others. None is in the
 * repository: the licence of the one that is known is not the code's. It is named by {@code
 * -Dhmongtts.pronunciations=FILE}; docs/text.md says where it is from.
 */
class PronunciationListTest {

  @Test
  void ofAGivenListAtLeast99PercentOfTheWordsAreReadAsListed() throws IOException {
    String file = System.getProperty("hmongtts.pronunciations", "");
    assumeFalse(file.isBlank(), "no list of pronunciations: -Dhmongtts.pronunciations=FILE");
    PronunciationList list = PronunciationList.read(Path.of(file));
    var disagreements = list.disagreements();
    int words = list.words().size();
    double share = 1 - (double) disagreements.size() / words;
    System.out.printf("%d words, %.2f %% read as listed%n", words, 100 * share);
    disagreements.forEach(System.out::println);
    assertThat(share).as("not read as listed: %s", disagreements).isGreaterThanOrEqualTo(0.99);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "t͡ɕ i ə̯ ˧˦, tx·ia·v",
    "t͡ɕ i̯ ə ˧˦, tx·ia·v",
    "ɬ ɒ̃ ˩̰ˀ, hl·oo·m",
    "ʔ a ɨ̯ ˧, ∅·aw·0",
    "n a ˧ᵐ bˡ u ˧˩̤, n·a·0 npl·u·g",
    "n a ˥ œ ˥, n·a·b [œ˥]"
  })
  void symbolsAreReadAsOnsetRimeAndTone(String pronunciation, String parts) {
    assertThat(PronunciationList.parts(pronunciation)).isEqualTo(parts);
  }

  @Test
  void oneOfSeveralPronunciationsMustAgree(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("list.tsv");
    Files.writeString(file, "nyob\tn ɒ ˥\nnyob\tɲ ɒ ˥\nzoo\tʐ ɒ ˧\n");
    assertThat(PronunciationList.read(file).disagreements())
        .extracting(PronunciationList.Disagreement::word)
        .containsExactly("zoo");
  }
}
