package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hmongtts.DatasetException;

/**
 * The rows of a data set's file, their recordings not yet looked at.
 *
 * @param problems of rows that could not be read; they are not among the rows
 */
record Metadata(Path file, List<Row> rows, List<RowProblem> problems) {

  private static final String CSV = "metadata.csv";
  private static final String JSON = "metadata.json";
  private static final long MOST_BYTES = 64 << 20;

  /** What a row says: neither is empty, both are without spaces around them. */
  record Row(int line, String audio, String text, Optional<String> speaker) {}

  Metadata {
    rows = List.copyOf(rows);
    problems = List.copyOf(problems);
  }

  static Metadata read(Path folderOrFile) throws IOException {
    Path file = Files.isDirectory(folderOrFile) ? in(folderOrFile) : folderOrFile;
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": not a file.\n  Name " + CSV + " or its folder.");
    }
    long bytes = Files.size(file);
    if (bytes > MOST_BYTES) {
      throw new DatasetException(
          file
              + ": has "
              + bytes
              + " bytes, expected at most "
              + MOST_BYTES
              + " of text.\n  Name the list of the recordings, not a recording.");
    }
    byte[] content = Files.readAllBytes(file);
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    return json ? JsonMetadata.parse(file, content) : CsvMetadata.parse(file, content);
  }

  private static Path in(Path folder) {
    Path csv = folder.resolve(CSV);
    Path json = folder.resolve(JSON);
    if (Files.exists(csv) && Files.exists(json)) {
      throw new DatasetException(
          folder + ": has " + CSV + " and " + JSON + ".\n  Name the one to read.");
    }
    if (Files.exists(csv) || Files.exists(json)) {
      return Files.exists(csv) ? csv : json;
    }
    throw new DatasetException(
        folder
            + ": has neither "
            + CSV
            + " nor "
            + JSON
            + ".\n  Write "
            + CSV
            + " with a line for each recording: 001.wav|Nyob zoo os.");
  }

  /** Bytes of the mark that some editors put before UTF-8. */
  static int byteOrderMark(byte[] content) {
    boolean marked =
        content.length >= 3
            && content[0] == (byte) 0xEF
            && content[1] == (byte) 0xBB
            && content[2] == (byte) 0xBF;
    return marked ? 3 : 0;
  }

  /** A row, or what it lacks. */
  static Row row(int line, String audio, String text, Optional<String> speaker) {
    if (audio.isBlank()) {
      throw new DatasetException("the name of the recording is missing.\n  Write it.");
    }
    if (text.isBlank()) {
      throw new DatasetException("the text is empty.\n  Write what is said, or remove the row.");
    }
    return new Row(
        line, audio.strip(), text.strip(), speaker.map(String::strip).filter(s -> !s.isEmpty()));
  }
}
