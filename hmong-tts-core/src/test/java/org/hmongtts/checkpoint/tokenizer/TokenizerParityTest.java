package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hmongtts.Fixtures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Ids, pieces and text equal those of the reference tokenizers. */
class TokenizerParityTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> encodesAndDecodesEveryReferenceString() {
    return tokenizers("cases.json")
        .flatMap(
            folder -> {
              Tokenizer tokenizer = tokenizer(folder.resolve("tokenizer.json"));
              return elements(folder.resolve("cases.json"))
                  .map(
                      c ->
                          DynamicTest.dynamicTest(
                              folder.getFileName() + " " + c.path("text"),
                              () -> check(tokenizer, c)));
            });
  }

  @TestFactory
  Stream<DynamicTest> decodesIncompleteCharactersAsTheReferenceDoes() {
    return tokenizers("partial.json")
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      Tokenizer tokenizer = tokenizer(folder.resolve("tokenizer.json"));
                      elements(folder.resolve("partial.json"))
                          .forEach(
                              c ->
                                  assertThat(tokenizer.decode(ints(c.get("ids"))))
                                      .as("ids %s", c.get("ids"))
                                      .isEqualTo(c.get("decoded").textValue()));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> encodesTheTextOfAPromptWithTheBeginOfText() {
    Predicate<Path> hasPrompt =
        folder ->
            Files.isRegularFile(folder.resolve("checkpoint/tokenizer.json"))
                && Files.isRegularFile(folder.resolve("prompt.json"))
                && read(folder.resolve("prompt.json")).has("text_ids_with_bos");
    return Fixtures.folders("prompt.json with a tokenizer", hasPrompt).stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString(),
                    () -> {
                      Tokenizer tokenizer = tokenizer(folder.resolve("checkpoint/tokenizer.json"));
                      JsonNode prompt = read(folder.resolve("prompt.json"));
                      int[] ids = tokenizer.encode(prompt.get("text").textValue());
                      assertThat(tokenizer.withTemplate(ids))
                          .containsExactly(ints(prompt.get("text_ids_with_bos")));
                    }));
  }

  private static void check(Tokenizer tokenizer, JsonNode expected) {
    String text = expected.get("text").textValue();
    int[] plain = tokenizer.encodeWithControlTokens(text);
    int[] whole = tokenizer.withTemplate(plain);
    assertThat(plain).containsExactly(ints(expected.get("ids_without_template")));
    assertThat(whole).containsExactly(ints(expected.get("ids")));
    if (expected.has("tokens")) {
      assertThat(Arrays.stream(plain).mapToObj(id -> tokenizer.token(id).orElseThrow()))
          .containsExactlyElementsOf(texts(expected.get("tokens")));
    }
    if (expected.has("decoded")) {
      assertThat(tokenizer.decode(plain)).isEqualTo(expected.get("decoded").textValue());
      assertThat(tokenizer.decodeWithoutSpecials(whole))
          .isEqualTo(expected.get("decoded_skip_special").textValue());
    }
    if (expected.has("pieces")) {
      assertThat(tokenizer.pieces(text)).containsExactlyElementsOf(texts(expected.get("pieces")));
      assertThat(tokenizer.encode(text)).as("nothing to match").containsExactly(plain);
    }
  }

  /** Every folder, in any fixture, that holds a tokenizer and this file of expectations. */
  private static Stream<Path> tokenizers(String expectations) {
    return Fixtures.folders(
            expectations + " beside a tokenizer", f -> !within(f, expectations).isEmpty())
        .stream()
        .flatMap(folder -> within(folder, expectations).stream());
  }

  private static List<Path> within(Path folder, String expectations) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isDirectory)
          .filter(f -> Files.isRegularFile(f.resolve(expectations)))
          .filter(f -> Files.isRegularFile(f.resolve("tokenizer.json")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tokenizer tokenizer(Path file) {
    try {
      return Tokenizer.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> elements(Path file) {
    return StreamSupport.stream(read(file).spliterator(), false);
  }

  private static int[] ints(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
