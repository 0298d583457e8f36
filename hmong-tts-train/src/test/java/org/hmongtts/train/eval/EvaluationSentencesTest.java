package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Token;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.Test;

class EvaluationSentencesTest {

  private static final List<String> SENTENCES = EvaluationSentences.white();

  @Test
  void haveEveryOnsetOfWhiteHmong() {
    Set<Onset> white =
        Arrays.stream(Onset.values())
            .filter(onset -> !onset.onlyIn().equals(Optional.of(Dialect.GREEN)))
            .collect(Collectors.toSet());
    assertThat(syllables(SENTENCES)).extracting(Syllable::onset).containsAll(white);
  }

  @Test
  void haveEveryRimeOfWhiteHmong() {
    assertThat(syllables(SENTENCES))
        .extracting(Syllable::rime)
        .containsAll(EnumSet.complementOf(EnumSet.of(Rime.AA)));
  }

  @Test
  void haveEveryToneOftenEnoughToCount() {
    for (Tone tone : Tone.values()) {
      assertThat(syllables(SENTENCES)).filteredOn(s -> s.tone() == tone).hasSizeGreaterThan(20);
    }
  }

  @Test
  void fiveHaveTheEightTones() {
    assertThat(syllables(SENTENCES.subList(0, 5)))
        .extracting(Syllable::tone)
        .contains(Tone.values());
  }

  @Test
  void areReadAsTheyAreWritten() {
    assertThat(SENTENCES)
        .allSatisfy(
            sentence ->
                assertThat(HmongText.of(sentence).normalize().text().replaceAll(" (?=[.,?])", ""))
                    .isEqualTo(sentence));
  }

  @Test
  void areNotAmongTheExampleRecordings() throws IOException {
    String recorded =
        Files.readString(Path.of("../hmong-tts-examples/data/niam/metadata.csv"))
            .toLowerCase(Locale.ROOT);
    assertThat(SENTENCES)
        .doesNotHaveDuplicates()
        .noneMatch(sentence -> recorded.contains(sentence.substring(0, sentence.length() - 1)));
  }

  private static List<Syllable> syllables(List<String> sentences) {
    return sentences.stream()
        .flatMap(sentence -> HmongText.of(sentence).normalize().syllables().stream())
        .map(Token.Spoken::syllable)
        .toList();
  }
}
