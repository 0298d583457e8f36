package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerTest {

  private static final String WORDS =
      """
      {
        "added_tokens": [
          {"id": 3, "content": "<s>", "special": true},
          {"id": 4, "content": "<n>", "special": false, "normalized": true},
          {"id": 9, "content": "</s>", "special": true}
        ],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer":
          {"type": "Split", "pattern": {"String": " "}, "behavior": "Isolated", "invert": false},
        "post_processor": {
          "type": "TemplateProcessing",
          "single": [
            {"SpecialToken": {"id": "<s>", "type_id": 0}},
            {"Sequence": {"id": "A", "type_id": 0}},
            {"SpecialToken": {"id": "</s>", "type_id": 0}}
          ],
          "special_tokens": {"<s>": {"ids": [3]}, "</s>": {"ids": [9]}}
        },
        "model": {"type": "WordLevel", "vocab": {"<unk>": 0, "kuv": 1, " ": 2}, "unk_token": "<unk>"}
      }
      """;

  private final Tokenizer words = tokenizer(WORDS);

  @Test
  void aUsersTextBringsNoControlTokensIn() {
    assertThat(words.encode("kuv <s> kuv")).containsExactly(1, 2, 0, 2, 1);
    assertThat(words.encodeWithControlTokens("kuv <s> kuv")).containsExactly(1, 2, 3, 2, 1);
  }

  @Test
  void anAddedTokenMayBeMatchedAfterNormalization() {
    assertThat(words.encodeWithControlTokens("KUV<N>")).containsExactly(1, 4);
    assertThat(words.encodeWithControlTokens("<S>")).containsExactly(0);
  }

  @Test
  void theTemplateGoesAroundTheText() {
    assertThat(words.withTemplate(words.encode("kuv"))).containsExactly(3, 1, 9);
    assertThat(words.withTemplate(new int[0])).containsExactly(3, 9);
  }

  @Test
  void decodesWithAndWithoutSpecials() {
    int[] ids = {3, 1, 4, 9};
    assertThat(words.decode(ids)).isEqualTo("<s> kuv <n> </s>");
    assertThat(words.decodeWithoutSpecials(ids)).isEqualTo("kuv <n>");
  }

  @Test
  void leavesOutIdsThatAreNoToken() {
    assertThat(words.decode(new int[] {-1, 1, 5, 10, Integer.MAX_VALUE})).isEqualTo("kuv");
  }

  @Test
  void findsTokensAndIds() {
    assertThat(words.id("kuv")).hasValue(1);
    assertThat(words.id("</s>")).hasValue(9);
    assertThat(words.id("x")).isEmpty();
    assertThat(words.token(9)).hasValue("</s>");
    assertThat(words.token(5)).isEmpty();
    assertThat(words.token(-1)).isEmpty();
    assertThat(words.size()).isEqualTo(10);
    assertThat(words.addedTokens().keySet()).containsExactly("<s>", "<n>", "</s>");
  }

  @Test
  void mustFitTheModelsVocabulary() {
    words.requireFits(10);
    assertThatThrownBy(() -> words.requireFits(9))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("words.json: ")
        .hasMessageContaining("ids up to 9")
        .hasMessageContaining("vocabulary has 9 rows");
  }

  @Test
  void byteLevelPutsABlankInFrontIfTold() {
    String json =
        """
        {
          "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": true, "use_regex": true},
          "decoder": {"type": "ByteLevel"},
          "model": {"type": "BPE", "vocab": {"a": 0, "Ġ": 1, "Ġa": 2}, "merges": ["Ġ a"]}
        }
        """;
    assertThat(tokenizer(json).encode("a a")).containsExactly(2, 2);
    assertThat(tokenizer(json).encode(" a")).containsExactly(2);
    assertThat(tokenizer(json.replace("true", "false")).encode("a a")).containsExactly(0, 2);
  }

  @Test
  void readsMergesInBothSpellings() {
    String json =
        "{\"model\": {\"type\": \"BPE\", \"vocab\": {\"a\": 0, \"b\": 1, \"ab\": 2}, \"merges\": [%s]}}";
    for (String merge : List.of("\"a b\"", "[\"a\", \"b\"]")) {
      assertThat(tokenizer(json.formatted(merge)).encode("aab")).containsExactly(0, 2);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void encodesAnyTextOfAMillionCharacters(Path file) throws IOException {
    Tokenizer tokenizer = Tokenizer.read(file);
    StringBuilder text = new StringBuilder();
    for (String unit : List.of("a", " ", "kuv mus, ", "\uD83D\uDE00", "\uD83D\n")) {
      text.append(unit.repeat(200_000 / unit.length()));
    }
    assertTimeout(
        Duration.ofSeconds(60),
        () -> assertThat(tokenizer.decode(tokenizer.encode(text.toString()))).startsWith("aaa"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void anUnpairedSurrogateIsAReplacementCharacter(Path file) throws IOException {
    Tokenizer tokenizer = Tokenizer.read(file);
    assertThat(tokenizer.encode("a\uDC00\uD800b\uD83D\uD83D\uDE00"))
        .isEqualTo(tokenizer.encode("a\uFFFD\uFFFDb\uFFFD\uD83D\uDE00"));
  }

  static Stream<Path> kinds() throws Exception {
    Path fixtures = Path.of(TokenizerTest.class.getResource("/fixtures").toURI());
    return Stream.of(
            "tokenizer-bpe/llama3", "tokenizer-bpe/qwen2", "tokenizer-bpe/gpt2", "tokenizer-mini")
        .map(folder -> fixtures.resolve(folder).resolve("tokenizer.json"));
  }

  private static Tokenizer tokenizer(String json) {
    return Tokenizer.parse("words.json", json.getBytes(StandardCharsets.UTF_8));
  }
}
