package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hmongtts.ModelFormatException;

/** Fuzz targets; in the normal build they run on the kept inputs only. */
class TokenizerFuzzTest {

  private static List<Tokenizer> tokenizers;

  @FuzzTest
  void readsAnyFileOrRefusesIt(byte[] content) {
    Tokenizer tokenizer;
    try {
      tokenizer = Tokenizer.parse("tokenizer.json", content);
    } catch (ModelFormatException expected) {
      assertThat(expected).hasMessageContaining("tokenizer.json");
      return;
    }
    for (String text : List.of("", "Kuv mus, 123 \uD83D\uDE00\uD800", "a".repeat(100))) {
      try {
        int[] ids = tokenizer.withTemplate(tokenizer.encodeWithControlTokens(text));
        tokenizer.decode(ids);
        tokenizer.decodeWithoutSpecials(ids);
        assertThat(Arrays.stream(tokenizer.encode(text)))
            .allMatch(id -> id >= 0 && id < tokenizer.size());
      } catch (ModelFormatException expected) {
        assertThat(expected).hasMessageContaining("pattern");
      }
    }
  }

  @FuzzTest
  void encodesAnyText(FuzzedDataProvider data) throws URISyntaxException, IOException {
    String text = data.consumeRemainingAsString();
    for (Tokenizer tokenizer : tokenizers()) {
      int[] ids = tokenizer.encode(text);
      assertThat(Arrays.stream(ids)).allMatch(id -> id >= 0 && id < tokenizer.size());
      assertThat(Arrays.stream(ids)).noneMatch(tokenizer.addedTokens()::containsValue);
      tokenizer.decode(tokenizer.encodeWithControlTokens(text));
    }
  }

  private static synchronized List<Tokenizer> tokenizers() throws URISyntaxException, IOException {
    if (tokenizers == null) {
      Path fixtures = Path.of(TokenizerFuzzTest.class.getResource("/fixtures").toURI());
      List<Tokenizer> read = new ArrayList<>();
      for (String folder :
          List.of(
              "tokenizer-bpe/llama3",
              "tokenizer-bpe/qwen2",
              "tokenizer-bpe/gpt2",
              "tokenizer-mini")) {
        read.add(Tokenizer.read(fixtures.resolve(folder).resolve("tokenizer.json")));
      }
      tokenizers = read;
    }
    return tokenizers;
  }
}
