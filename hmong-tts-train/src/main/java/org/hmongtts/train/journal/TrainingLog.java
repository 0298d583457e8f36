package org.hmongtts.train.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.train.report.ReportFile;

/**
 * A file of events, one JSON object a line. Each line is handed to the operating system before
 * anything else happens, so that a killed process loses none.
 */
final class TrainingLog implements AutoCloseable {

  private final BufferedWriter out;

  private TrainingLog(BufferedWriter out) {
    this.out = out;
  }

  /** Begins a file, in place of one that is there. */
  static TrainingLog begin(Path file) throws IOException {
    ReportFile.write(file, "");
    return new TrainingLog(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
  }

  /**
   * Goes on with a file from a checkpoint: what was written after it was made is cut off, because
   * it is going to happen again.
   *
   * @param events gets what is kept, in order
   */
  static TrainingLog resume(Path file, int step, List<JsonNode> events) throws IOException {
    if (Files.exists(file)) {
      read(file).stream().filter(e -> e.path("step").asInt() <= step).forEach(events::add);
    }
    StringBuilder kept = new StringBuilder();
    events.forEach(event -> kept.append(event).append('\n'));
    ReportFile.write(file, kept.toString());
    return new TrainingLog(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
  }

  /** All events of a file; half a line, as a full disk leaves it, is passed over. */
  static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode event = parsed(line);
        if (event.path("event").isTextual() && event.path("step").isInt()) {
          events.add(event);
        }
      }
    }
    return events;
  }

  private static JsonNode parsed(String line) {
    try {
      return TrainingJson.MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      return TrainingJson.MAPPER.missingNode();
    }
  }

  void append(ObjectNode event) throws IOException {
    out.write(event + "\n");
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
