package org.hmongtts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.text.script.PahawhStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked examples of the text specification. */
class WorkedExamplesTest {

  record Example(TextOptions options, String input, String normalised, String parts, String ipa) {
    @Override
    public String toString() {
      return options.dialect() + " " + input;
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    TextOptions options = TextOptions.defaults();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                WorkedExamplesTest.class.getResourceAsStream("worked-examples.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          options = heading(line);
        } else if (!line.startsWith("# ")) {
          String[] fields = line.split(" \\| ", -1);
          examples.add(new Example(options, fields[0], fields[1], fields[2], fields[3]));
        }
      }
    }
    return examples.stream();
  }

  private static TextOptions heading(String line) {
    TextOptions options =
        TextOptions.defaults()
            .withDialect(line.startsWith("[green") ? Dialect.GREEN : Dialect.WHITE);
    if (line.endsWith("stage-2]")) {
      return options.withPahawhStages(PahawhStage.STAGE_2);
    }
    return line.endsWith("stage-3]") ? options.withPahawhStages(PahawhStage.STAGE_3) : options;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void readsTheExampleExactly(Example example) {
    NormalizedText read = HmongText.of(example.input()).options(example.options()).normalize();
    assertThat(read.text()).isEqualTo(example.normalised());
    assertThat(read.in(TextForm.PARTS)).isEqualTo(example.parts());
    assertThat(read.ipa()).isEqualTo(example.ipa());
  }
}
