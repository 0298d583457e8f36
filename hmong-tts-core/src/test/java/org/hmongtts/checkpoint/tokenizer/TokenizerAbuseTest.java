package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No tokenizer.json, however malformed, gives anything but its typed error. */
class TokenizerAbuseTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("kept")
  void refusesEveryKeptFile(Path file) {
    assertThatThrownBy(() -> Tokenizer.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesEveryPrefixOfAGoodFile() throws Exception {
    byte[] good =
        Files.readAllBytes(
            Path.of(getClass().getResource("/fixtures/tokenizer-mini/tokenizer.json").toURI()));
    for (int length = 0; length < good.length - 1; length += 97) {
      String prefix = new String(good, 0, length, StandardCharsets.UTF_8);
      assertThatThrownBy(() -> parse(prefix)).isInstanceOf(ModelFormatException.class);
    }
  }

  @Test
  void refusesDeepNestingWithoutOverflow() {
    String deep = "{\"normalizer\": ".repeat(1) + "[".repeat(1_000_000);
    assertThatThrownBy(() -> parse(deep)).isInstanceOf(ModelFormatException.class);
    String sequences =
        "{\"normalizer\": " + "{\"type\": \"Sequence\", \"normalizers\": [".repeat(100_000);
    assertThatThrownBy(() -> parse(sequences)).isInstanceOf(ModelFormatException.class);
  }

  @Test
  void refusesAFileThatIsTooLongBeforeReadingIt(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    try (var channel = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      channel.setLength(1L << 40); // sparse
    }
    assertThatThrownBy(() -> Tokenizer.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("expected at most");
  }

  @Test
  void aMissingFileIsTheDisksFault(@TempDir Path folder) {
    assertThatThrownBy(() -> Tokenizer.read(folder.resolve("tokenizer.json")))
        .isInstanceOf(NoSuchFileException.class);
  }

  static Stream<Path> kept() throws Exception {
    Path folder = Path.of(TokenizerAbuseTest.class.getResource("/abuse/tokenizer").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  private static Tokenizer parse(String json) {
    return Tokenizer.parse("tokenizer.json", json.getBytes(StandardCharsets.UTF_8));
  }
}
