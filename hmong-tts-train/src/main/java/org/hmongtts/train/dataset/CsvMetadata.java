package org.hmongtts.train.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hmongtts.DatasetException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * Reads {@code metadata.csv}: a line for each recording, columns separated by bars.
 *
 * <p>No CSV library reads this format as its usual readers do. They split lines at bars and take
 * quotation marks for what they are in a text, speech; a library would join lines from an
 * unbalanced mark on, and could not say which line was wrong. Only a column that stands in
 * quotation marks as a whole, those inside doubled, as spreadsheets write it, is taken out of them.
 */
final class CsvMetadata {

  private static final Set<String> AUDIO =
      Set.of("filename", "file_name", "file", "audio", "audio_file", "path", "wav");
  private static final Set<String> TEXT = Set.of("text", "transcript", "transcription", "sentence");
  private static final Set<String> SPEAKER = Set.of("speaker", "speaker_id", "speaker_name");

  /** Where the columns stand; {@code speaker} is -1 if there is none. */
  private record Columns(int audio, int text, int speaker, int least, int most) {}

  private static final Columns WITHOUT_HEADER = new Columns(0, 1, 2, 2, 3);

  private final Path file;
  private final List<Metadata.Row> rows = new ArrayList<>();
  private final List<RowProblem> problems = new ArrayList<>();
  private Columns columns;

  private CsvMetadata(Path file) {
    this.file = file;
  }

  static Metadata parse(Path file, byte[] content) {
    CsvMetadata csv = new CsvMetadata(file);
    int start = Metadata.byteOrderMark(content);
    for (int line = 1; start < content.length; line++) {
      int end = start;
      while (end < content.length && content[end] != '\n' && content[end] != '\r') {
        end++;
      }
      try {
        csv.line(line, decoded(content, start, end));
      } catch (DatasetException e) {
        csv.problems.add(RowProblem.error(file, line, e));
      }
      boolean both = end + 1 < content.length && content[end] == '\r' && content[end + 1] == '\n';
      start = end + (both ? 2 : 1);
    }
    return new Metadata(file, csv.rows, csv.problems);
  }

  private static String decoded(byte[] content, int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, from, to - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new DatasetException("the line is not UTF-8.\n  Save the file as UTF-8.", e);
    }
  }

  private void line(int line, String text) {
    if (text.isBlank()) {
      return;
    }
    List<String> fields = fields(text);
    if (columns == null) {
      Optional<Columns> header = header(fields);
      columns = header.orElse(WITHOUT_HEADER);
      if (header.isPresent()) {
        return;
      }
    }
    if (fields.size() < columns.least() || fields.size() > columns.most()) {
      throw wrongCount(text, fields.size());
    }
    int speaker = columns.speaker();
    rows.add(
        Metadata.row(
            line,
            fields.get(columns.audio()),
            fields.get(columns.text()),
            speaker >= 0 && speaker < fields.size()
                ? Optional.of(fields.get(speaker))
                : Optional.empty()));
  }

  private DatasetException wrongCount(String line, int found) {
    String expected =
        columns.least() == columns.most()
            ? String.valueOf(columns.least())
            : columns.least() + " to " + columns.most();
    return new DatasetException(
        "the row "
            + Excerpt.text(line)
            + (found == 1 ? " has no | in it" : " has " + found + " columns")
            + ", expected "
            + expected
            + " columns.\n  Write filename|text or filename|text|speaker.");
  }

  /** Columns named by a first line; empty if it is a row like the others. */
  private static Optional<Columns> header(List<String> fields) {
    List<String> names = fields.stream().map(f -> f.strip().toLowerCase(Locale.ROOT)).toList();
    int audio = indexOf(names, AUDIO);
    int text = indexOf(names, TEXT);
    if (audio < 0 || text < 0) {
      return Optional.empty();
    }
    int least = Math.max(audio, text) + 1;
    return Optional.of(new Columns(audio, text, indexOf(names, SPEAKER), least, names.size()));
  }

  private static int indexOf(List<String> names, Set<String> wanted) {
    for (int i = 0; i < names.size(); i++) {
      if (wanted.contains(names.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int bar = line.indexOf('|'); bar >= 0; bar = line.indexOf('|', start)) {
      fields.add(unquoted(line.substring(start, bar)));
      start = bar + 1;
    }
    fields.add(unquoted(line.substring(start)));
    return fields;
  }

  private static String unquoted(String field) {
    String whole = field.strip();
    if (whole.length() < 2 || !whole.startsWith("\"") || !whole.endsWith("\"")) {
      return field;
    }
    String inside = whole.substring(1, whole.length() - 1);
    return inside.replace("\"\"", "").contains("\"") ? field : inside.replace("\"\"", "\"");
  }
}
