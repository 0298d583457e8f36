package org.hmongtts.train;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * All that a run begins with and learns from, for another program to train the same: {@code base}
 * and {@code adapter} in the Hub's layout, and {@code batches.json} with the ids and labels of
 * every sequence of every step, labels being the ids again or -100 where nothing is learnt.
 */
final class StepExport {

  private static final int NO_LABEL = -100;

  private StepExport() {}

  /** Writes the start of a run. */
  interface AdapterWriter {
    void write(Path folder) throws IOException;
  }

  /**
   * @throws FileAlreadyExistsException if there is something at the folder's place
   */
  static void write(
      Path folder, Path base, AdapterWriter adapter, TrainingData data, TrainingSettings settings)
      throws IOException {
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path absolute = folder.toAbsolutePath();
    Path parts = absolute.resolveSibling(absolute.getFileName() + ".part");
    Folders.delete(parts);
    Files.createDirectories(parts.resolve("base"));
    try (Stream<Path> files = Files.list(base)) {
      for (Path file : files.filter(StepExport::isOfModel).toList()) {
        Files.copy(file, parts.resolve("base").resolve(file.getFileName()));
      }
    }
    adapter.write(parts.resolve("adapter"));
    batches(parts.resolve("batches.json"), data, settings);
    Files.move(parts, absolute);
  }

  private static boolean isOfModel(Path file) {
    String name = file.getFileName().toString();
    return name.equals("config.json") || name.contains(".safetensors");
  }

  private static void batches(Path file, TrainingData data, TrainingSettings settings)
      throws IOException {
    try (JsonGenerator json = new ObjectMapper().createGenerator(Files.newBufferedWriter(file))) {
      json.writeStartArray();
      for (int epoch = 0; epoch < settings.epochs(); epoch++) {
        for (int step = 0; step < data.stepsPerEpoch(settings); step++) {
          json.writeStartArray();
          for (Sequence sequence : data.step(settings, epoch, step)) {
            write(json, sequence);
          }
          json.writeEndArray();
        }
      }
      json.writeEndArray();
    }
  }

  private static void write(JsonGenerator json, Sequence sequence) throws IOException {
    int[] ids = sequence.ids();
    int[] labels = ids.clone();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = sequence.labels()[i] ? labels[i] : NO_LABEL;
    }
    json.writeStartObject();
    for (String name : List.of("ids", "labels")) {
      json.writeFieldName(name);
      json.writeArray(name.equals("ids") ? ids : labels, 0, ids.length);
    }
    json.writeEndObject();
  }
}
