package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class NormalizersTest {

  @Test
  void composes() {
    assertThat(normalizer("{'type': 'NFC'}").apply("e\u0323\u0302 \u212B"))
        .isEqualTo("\u1EC7 \u00C5");
  }

  @Test
  void lowersEachLetterByItself() {
    assertThat(normalizer("{'type': 'Lowercase'}").apply("ΟΔΟΣ \u0130 Hmoob \uD801\uDC00"))
        .isEqualTo("οδοσ i\u0307 hmoob \uD801\uDC28");
  }

  @Test
  void stripsTheSidesItIsToldTo() {
    String text = "\u3000 a b\n ";
    assertThat(normalizer("{'type': 'Strip'}").apply(text)).isEqualTo("a b");
    assertThat(normalizer("{'type': 'Strip', 'strip_left': false}").apply(text))
        .isEqualTo("\u3000 a b");
    assertThat(normalizer("{'type': 'Strip', 'strip_right': false}").apply(text))
        .isEqualTo("a b\n ");
  }

  @Test
  void appliesASequenceInOrder() {
    String replace = "{'type': 'Replace', 'pattern': {'String': 'a'}, 'content': 'b'}";
    assertThat(
            normalizer(
                    "{'type': 'Sequence', 'normalizers': [{'type': 'Lowercase'}, " + replace + "]}")
                .apply("Aa"))
        .isEqualTo("bb");
  }

  @Test
  void doesNotHangOnARunOfMarks() {
    // Half a million marks above, then as many below: sorting them by insertion takes hours.
    String marks = "a" + "\u0301".repeat(500_000) + "\u0323".repeat(500_000);
    assertTimeout(
        Duration.ofSeconds(60),
        () -> assertThat(normalizer("{'type': 'NFC'}").apply(marks)).startsWith("\u00E1"));
  }

  private static UnaryOperator<String> normalizer(String json) {
    try {
      return Normalizers.read(
          new JsonSection("here", new ObjectMapper().readTree(json.replace('\'', '"'))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
