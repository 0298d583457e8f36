package org.hmongtts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hmongtts.text.HmongText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guide to the text frontend says is read how, is read so. */
class TextGuideTest {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]+) \\|");

  record Example(String written, String said) {}

  static Stream<Example> examples() throws IOException {
    String guide = Files.readString(Path.of("..", "docs", "text.md"));
    return ROW.matcher(guide).results().map(row -> new Example(row.group(1), row.group(2).strip()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void readsAsTheGuideSays(Example example) {
    assertThat(HmongText.of(example.written()).normalize().text()).isEqualTo(example.said());
  }

  @Test
  void theGuideHasExamples() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(20);
  }
}
