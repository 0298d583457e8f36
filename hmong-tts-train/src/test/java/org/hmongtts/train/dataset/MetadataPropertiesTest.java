package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lists from strangers: every line is a row or is told of, and nothing else happens. */
class MetadataPropertiesTest {

  private static final Path FILE = Path.of("metadata");

  @Property(seed = "20261122")
  void anyBytesAreReadOrToldOf(@ForAll byte[] content) throws IOException {
    List<Metadata> both =
        List.of(CsvMetadata.parse(FILE, content), JsonMetadata.parse(FILE, content));
    assertThat(both).allSatisfy(MetadataPropertiesTest::isSound);
  }

  @Property(seed = "20261122")
  void nearlyCsvIsReadOrToldOf(@ForAll("nearlyCsv") String content) {
    Metadata metadata = CsvMetadata.parse(FILE, content.getBytes(StandardCharsets.UTF_8));
    isSound(metadata);
    long lines = content.split("\r\n|\r|\n").length;
    assertThat(metadata.rows().size() + metadata.problems().size())
        .isLessThanOrEqualTo((int) lines);
  }

  @Property(seed = "20261122")
  void nearlyJsonIsReadOrToldOf(@ForAll("nearlyJson") String content) throws IOException {
    isSound(JsonMetadata.parse(FILE, content.getBytes(StandardCharsets.UTF_8)));
  }

  @Property(seed = "20261122")
  void rowsComeBackAsTheyWereWritten(@ForAll("rows") List<List<String>> rows) {
    String content =
        rows.stream().map(row -> String.join("|", row)).collect(Collectors.joining("\n"));
    Metadata metadata = CsvMetadata.parse(FILE, content.getBytes(StandardCharsets.UTF_8));
    assertThat(metadata.problems()).isEmpty();
    assertThat(metadata.rows())
        .extracting(row -> List.of(row.audio(), row.text(), row.speaker().orElse("")))
        .isEqualTo(rows);
  }

  private static void isSound(Metadata metadata) {
    assertThat(metadata.rows())
        .allSatisfy(row -> assertThat(row.line()).isPositive())
        .allSatisfy(row -> assertThat(row.audio()).isNotBlank())
        .allSatisfy(row -> assertThat(row.text()).isNotBlank());
    assertThat(metadata.problems()).allMatch(RowProblem::isError);
  }

  @Provide
  Arbitrary<String> nearlyCsv() {
    return pieces(
        "1.wav", "|", "\"", "\"\"", "\n", "\r", "nyob zoo", " ", "\uFEFF", "filename|text");
  }

  @Provide
  Arbitrary<String> nearlyJson() {
    return pieces(
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"audio\"",
        "\"text\"",
        "\"",
        "1",
        "null",
        "\\u00",
        " ",
        "\n");
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> word = Arbitraries.strings().withChars("abz\u00e9 ,;'").ofMinLength(1);
    Arbitrary<String> field = word.map(w -> "x" + w.strip());
    return field.list().ofSize(3).list().ofMinSize(1).ofMaxSize(5);
  }

  private static Arbitrary<String> pieces(String... pieces) {
    return Arbitraries.of(pieces).list().ofMaxSize(40).map(list -> String.join("", list));
  }
}
