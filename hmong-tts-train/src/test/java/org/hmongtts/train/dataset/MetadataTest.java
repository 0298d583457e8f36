package org.hmongtts.train.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hmongtts.DatasetException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

  private static final Path CSV = Path.of("metadata.csv");
  private static final Path JSON = Path.of("metadata.json");

  private static Metadata csv(String content) {
    return CsvMetadata.parse(CSV, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Metadata json(String content) throws IOException {
    return JsonMetadata.parse(JSON, content.getBytes(StandardCharsets.UTF_8));
  }

  private static Metadata.Row row(int line, String audio, String text) {
    return new Metadata.Row(line, audio, text, Optional.empty());
  }

  private static Metadata.Row row(int line, String audio, String text, String speaker) {
    return new Metadata.Row(line, audio, text, Optional.of(speaker));
  }

  private static String onlyProblem(Metadata metadata) {
    assertThat(metadata.problems()).hasSize(1);
    return metadata.problems().get(0).toString();
  }

  @Nested
  class Csv {

    @Test
    void rowsNeedNoHeader() {
      assertThat(csv("1.wav|Nyob zoo\n2.wav|Mus tsev\n").rows())
          .containsExactly(row(1, "1.wav", "Nyob zoo"), row(2, "2.wav", "Mus tsev"));
    }

    @Test
    void aHeaderNamesTheColumnsInAnyOrder() {
      assertThat(csv("speaker|text|filename\npaj|Nyob zoo|1.wav\n").rows())
          .containsExactly(row(2, "1.wav", "Nyob zoo", "paj"));
    }

    @Test
    void theThirdColumnIsTheSpeaker() {
      assertThat(csv("1.wav|Nyob zoo|paj\n2.wav|Mus tsev|\n").rows())
          .containsExactly(row(1, "1.wav", "Nyob zoo", "paj"), row(2, "2.wav", "Mus tsev"));
    }

    @Test
    void otherColumnsUnderAHeaderAreIgnored() {
      assertThat(csv("filename|text|mood\n1.wav|Nyob zoo|glad\n").rows())
          .containsExactly(row(2, "1.wav", "Nyob zoo"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
      assertThat(csv("\uFEFF1.wav|Nyob zoo\n").rows()).containsExactly(row(1, "1.wav", "Nyob zoo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndAsOnAnySystemAndAreCounted(String end) {
      assertThat(csv("1.wav|Nyob zoo" + end + end + "2.wav|Mus tsev").rows())
          .containsExactly(row(1, "1.wav", "Nyob zoo"), row(3, "2.wav", "Mus tsev"));
    }

    @Test
    void quotationMarksBelongToTheText() {
      assertThat(csv("1.wav|\"Mus!\" nws hais, \"mus\"\n2.wav|Nws hais \"mus\n").rows())
          .containsExactly(
              row(1, "1.wav", "\"Mus!\" nws hais, \"mus\""), row(2, "2.wav", "Nws hais \"mus"));
    }

    @Test
    void aColumnQuotedAsAWholeIsTakenOutOfItsQuotationMarks() {
      assertThat(csv("\"1.wav\"|\"Nws hais \"\"mus\"\".\"\n").rows())
          .containsExactly(row(1, "1.wav", "Nws hais \"mus\"."));
    }

    @Test
    void aLineWithoutABarIsToldWithItsNumber() {
      assertThat(onlyProblem(csv("1.wav|Nyob zoo\n2.wav,Mus tsev\n")))
          .startsWith("metadata.csv:2: the row \"2.wav,Mus tsev\" has no | in it, expected 2 to 3");
    }

    @Test
    void tooManyColumnsAreToldAndTheOtherRowsRead() {
      Metadata metadata = csv("1.wav|Nyob|zoo|os\n2.wav|Mus tsev\n");
      assertThat(onlyProblem(metadata)).contains("metadata.csv:1:").contains("has 4 columns");
      assertThat(metadata.rows()).containsExactly(row(2, "2.wav", "Mus tsev"));
    }

    @Test
    void anEmptyTextAndAMissingNameAreTold() {
      assertThat(csv("1.wav|  \n|Nyob zoo\n").problems())
          .extracting(RowProblem::toString)
          .satisfiesExactly(
              first -> assertThat(first).startsWith("metadata.csv:1: the text is empty"),
              second -> assertThat(second).startsWith("metadata.csv:2: the name of the recording"));
    }

    @Test
    void aLineThatIsNotUtf8IsToldAndTheOthersRead() {
      byte[] content = "1.wav|Nyob zo\u00e9\n2.wav|Mus tsev".getBytes(StandardCharsets.ISO_8859_1);
      Metadata metadata = CsvMetadata.parse(CSV, content);
      assertThat(onlyProblem(metadata)).startsWith("metadata.csv:1: the line is not UTF-8");
      assertThat(metadata.rows()).containsExactly(row(2, "2.wav", "Mus tsev"));
    }
  }

  @Nested
  class Json {

    @Test
    void aListOfObjectsIsReadWithItsLines() throws IOException {
      assertThat(
              json("""
                      [
                        {"audio": "1.wav", "text": "Nyob zoo", "mood": {"glad": [1]}},
                        {"audio": "2.wav",
                         "text": "Mus tsev", "speaker": "paj"},
                        {"audio": "3.wav", "text": "Noj mov", "speaker": null}
                      ]
                      """)
                  .rows())
          .containsExactly(
              row(2, "1.wav", "Nyob zoo"),
              row(3, "2.wav", "Mus tsev", "paj"),
              row(5, "3.wav", "Noj mov"));
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
      assertThat(json("\uFEFF[]").problems()).isEmpty();
    }

    @Test
    void aRowThatLacksSomethingIsToldWithItsLine() throws IOException {
      Metadata metadata =
          json(
              "[{\"audio\": \"1.wav\"},\n7,\n{\"audio\": 3, \"text\": \"mus\"},\n{\"text\": \"a\"}]");
      assertThat(metadata.problems())
          .extracting(RowProblem::toString)
          .satisfiesExactly(
              first -> assertThat(first).startsWith("metadata.json:1: the text is empty"),
              second -> assertThat(second).startsWith("metadata.json:2: the row is no object"),
              third -> assertThat(third).startsWith("metadata.json:3: the row's \"audio\" is no"),
              fourth ->
                  assertThat(fourth).startsWith("metadata.json:4: the name of the recording"));
    }

    @Test
    void malformedJsonIsToldWithItsLineAndTheRowsBeforeAreRead() throws IOException {
      Metadata metadata = json("[{\"audio\": \"1.wav\", \"text\": \"mus\"},\n{\"audio\": oops}]");
      assertThat(onlyProblem(metadata)).startsWith("metadata.json:2: malformed JSON");
      assertThat(metadata.rows()).containsExactly(row(1, "1.wav", "mus"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "{}",
          "7",
          "[",
          "[{",
          "[{\"audio\"",
          "[] []",
          "[{\"text\": \"a\", \"text\": \"b\"}]"
        })
    void whatIsNoListOfRowsIsTold(String content) throws IOException {
      assertThat(onlyProblem(json(content))).startsWith("metadata.json");
    }

    @Test
    void bytesThatAreNotUtf8AreTold() throws IOException {
      byte[] content = "[{\"audio\": \"\u00e9\"}]".getBytes(StandardCharsets.ISO_8859_1);
      assertThat(onlyProblem(JsonMetadata.parse(JSON, content))).contains("not UTF-8");
    }

    @Test
    void nestingWithoutEndIsTold() throws IOException {
      assertThat(onlyProblem(json("[".repeat(100_000)))).contains("malformed JSON");
    }
  }

  @Nested
  class File {

    @TempDir Path folder;

    @Test
    void theFolderOrTheListInItMayBeNamed() throws IOException {
      TestSet.in(folder).csv("1.wav|Nyob zoo\n");
      List<Metadata.Row> rows = Metadata.read(folder).rows();
      assertThat(rows).hasSize(1);
      assertThat(Metadata.read(folder.resolve("metadata.csv")).rows()).isEqualTo(rows);
    }

    @Test
    void aJsonListIsReadWhereThereIsNoCsv() throws IOException {
      TestSet.in(folder).json("[{\"audio\": \"1.wav\", \"text\": \"Nyob zoo\"}]");
      assertThat(Metadata.read(folder).rows()).containsExactly(row(1, "1.wav", "Nyob zoo"));
    }

    @Test
    void twoListsAreRefusedUnlessOneIsNamed() throws IOException {
      TestSet.in(folder).csv("1.wav|Nyob zoo\n").json("[]");
      assertThatThrownBy(() -> Metadata.read(folder))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("metadata.csv and metadata.json");
      assertThat(Metadata.read(folder.resolve("metadata.json")).rows()).isEmpty();
    }

    @Test
    void aFolderWithoutAListIsRefused() {
      assertThatThrownBy(() -> Metadata.read(folder))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining(folder + ": has neither metadata.csv nor metadata.json");
    }

    @Test
    void aFolderThatIsMissingIsNoDefectOfItsRows() {
      assertThatThrownBy(() -> Metadata.read(folder.resolve("none")))
          .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anythingButTextIsRefusedByItsSize() throws IOException {
      Path list = folder.resolve("metadata.csv");
      try (var file = new java.io.RandomAccessFile(list.toFile(), "rw")) {
        file.setLength(65L << 20);
      }
      assertThatThrownBy(() -> Metadata.read(list)).isInstanceOf(DatasetException.class);
    }
  }
}
