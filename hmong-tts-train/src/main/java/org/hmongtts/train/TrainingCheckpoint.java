package org.hmongtts.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsFile;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.train.torch.LoraEngine.OptimizerState;

/**
 * Everything that a run needs to go on where it was: one safetensors file. The order of the data
 * and what dropout leaves out follow from the seed and the step, so neither is in it.
 *
 * @param step steps done
 * @param optimizer parameters and moments after them
 * @param best the adapter with the lowest validation loss so far, and that loss; empty without one
 * @param epochLosses mean loss of each whole epoch so far
 * @param epochLossSum sum of the losses of the steps of the epoch that is under way
 * @param settings what must be the same for the run to go on, by name
 */
record TrainingCheckpoint(
    int step,
    OptimizerState optimizer,
    Optional<Best> best,
    int validationsWithoutGain,
    List<Double> epochLosses,
    double epochLossSum,
    Map<String, String> settings) {

  /** The best adapter so far. */
  record Best(float[] values, double loss, int step) {}

  private static final String STATE = "hmongtts_training";
  private static final ObjectMapper JSON = new ObjectMapper();

  void write(Path file) throws IOException {
    ObjectNode state = JSON.createObjectNode();
    state.put("step", step);
    state.put("optimizer_steps", optimizer.steps());
    state.put("validations_without_gain", validationsWithoutGain);
    state.put("epoch_loss_sum", epochLossSum);
    epochLosses.forEach(state.putArray("epoch_losses")::add);
    ObjectNode own = state.putObject("settings");
    settings.forEach(own::put);
    SafetensorsWriter writer = new SafetensorsWriter();
    add(writer, "values", optimizer.values());
    add(writer, "first_moments", optimizer.firstMoments());
    add(writer, "second_moments", optimizer.secondMoments());
    best.ifPresent(
        kept -> {
          add(writer, "best_values", kept.values());
          state.put("best_loss", kept.loss());
          state.put("best_step", kept.step());
        });
    try {
      writer.metadata(STATE, JSON.writeValueAsString(state)).write(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(SafetensorsWriter writer, String name, float[] values) {
    writer.add(name, DType.F32, new long[] {values.length}, SafetensorsWriter.floats(values));
  }

  /**
   * @throws ModelFormatException if the file is damaged
   */
  static TrainingCheckpoint read(Path file) throws IOException {
    Checkpoint tensors = Checkpoint.openFile(file);
    JsonNode state;
    try {
      state = JSON.readTree(SafetensorsFile.open(file).metadata().getOrDefault(STATE, ""));
    } catch (JsonProcessingException e) {
      state = JSON.createObjectNode();
    }
    if (!state.path("step").isInt() || !state.path("settings").isObject()) {
      throw new ModelFormatException(
          file + ": expected a checkpoint of this library's training; delete it to start afresh");
    }
    Map<String, String> settings = new TreeMap<>();
    state
        .get("settings")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    List<Double> epochLosses = new ArrayList<>();
    state.path("epoch_losses").forEach(loss -> epochLosses.add(loss.asDouble()));
    Optional<Best> best =
        tensors.contains("best_values")
            ? Optional.of(
                new Best(
                    tensors.readFloats("best_values"),
                    state.path("best_loss").asDouble(),
                    state.path("best_step").asInt()))
            : Optional.empty();
    return new TrainingCheckpoint(
        state.get("step").asInt(),
        new OptimizerState(
            tensors.readFloats("values"),
            tensors.readFloats("first_moments"),
            tensors.readFloats("second_moments"),
            state.path("optimizer_steps").asLong()),
        best,
        state.path("validations_without_gain").asInt(),
        epochLosses,
        state.path("epoch_loss_sum").asDouble(),
        settings);
  }

  /** Goes on only with the same settings: another run's moments would make nonsense of it. */
  void requireSame(Map<String, String> others, Path file) {
    for (Map.Entry<String, String> entry : others.entrySet()) {
      String before = settings.get(entry.getKey());
      if (!entry.getValue().equals(before)) {
        throw new IllegalArgumentException(
            file
                + " was made with "
                + entry.getKey()
                + " "
                + before
                + ", now it is "
                + entry.getValue()
                + "; resume with the same settings and data, or start without resume");
      }
    }
  }
}
