package org.hmongtts.train.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.DatasetException;
import org.hmongtts.checkpoint.BoundedJson;
import org.hmongtts.checkpoint.Excerpt;

/**
 * Reads {@code metadata.json}: a list of objects with {@code audio}, {@code text}, {@code speaker}.
 */
final class JsonMetadata {

  private final Path file;
  private final JsonParser parser;
  private final List<Metadata.Row> rows = new ArrayList<>();
  private final List<RowProblem> problems = new ArrayList<>();

  private JsonMetadata(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static Metadata parse(Path file, byte[] content) throws IOException {
    int start = Metadata.byteOrderMark(content);
    ByteArrayInputStream in = new ByteArrayInputStream(content, start, content.length - start);
    try (JsonParser parser = BoundedJson.parser(in)) {
      JsonMetadata json = new JsonMetadata(file, parser);
      json.list();
      return new Metadata(file, json.rows, json.problems);
    }
  }

  /** Reads as far as it is JSON: a mistake in the middle leaves the rows before it. */
  private void list() throws IOException {
    try {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        add(
            line(),
            new DatasetException(
                "the file is no list.\n"
                    + "  Write [{\"audio\": \"001.wav\", \"text\": \"Nyob zoo os.\"}, ...]."));
        return;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        element();
      }
      if (parser.nextToken() != null) {
        add(line(), new DatasetException("something follows the list.\n  Remove it."));
      }
    } catch (JsonProcessingException e) {
      add(
          e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
          new DatasetException(
              "malformed JSON: "
                  + Excerpt.name(e.getOriginalMessage())
                  + ".\n  Correct it; what follows was not read."));
    } catch (CharacterCodingException e) {
      add(line(), new DatasetException("the file is not UTF-8 from here on.\n  Save it as UTF-8."));
    }
  }

  private void element() throws IOException {
    int line = line();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      add(
          line,
          new DatasetException("the row is no object.\n  Write {\"audio\": ..., \"text\": ...}."));
      return;
    }
    Map<String, String> fields = new HashMap<>();
    Optional<String> notText = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean ours = name.equals("audio") || name.equals("text") || name.equals("speaker");
      if (ours && value == JsonToken.VALUE_STRING) {
        fields.put(name, parser.getText());
      } else if (ours && value != JsonToken.VALUE_NULL) {
        notText = Optional.of(name);
      }
      parser.skipChildren();
    }
    try {
      if (notText.isPresent()) {
        throw new DatasetException(
            "the row's \"" + notText.get() + "\" is no text.\n  Write it in quotation marks.");
      }
      rows.add(
          Metadata.row(
              line,
              fields.getOrDefault("audio", ""),
              fields.getOrDefault("text", ""),
              Optional.ofNullable(fields.get("speaker"))));
    } catch (DatasetException e) {
      add(line, e);
    }
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private void add(int line, DatasetException problem) {
    problems.add(RowProblem.error(file, Math.max(0, line), problem));
  }
}
