package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.train.torch.AdapterParameters.Group;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training step by step against transformers and PEFT, for every recorded trace found. */
class TrainingParityTest {

  static Stream<Named<Path>> traces() {
    return TorchFixture.folders("training")
        .flatMap(
            folder -> {
              try (Stream<Path> children = Files.list(folder.getPayload().resolve("training"))) {
                return children
                    .filter(child -> Files.exists(child.resolve("trace.json")))
                    .sorted()
                    .map(t -> Named.of(folder.getName() + " " + t.getFileName(), t))
                    .toList()
                    .stream();
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("traces")
  void everyStepEqualsTheReference(Path trace) throws Exception {
    run(trace, new LoraEngine.Settings(AttentionKernel.FLASH, 0, 1, 1 << 20, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void recomputedLayersShortPassesAndTwoWorkersGiveTheSame(Path trace) throws Exception {
    run(trace, new LoraEngine.Settings(AttentionKernel.EXPLICIT, 1, 2, 30, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void productsOfTheSameInputJoinedAsOnAGpuGiveTheSame(Path trace) throws Exception {
    run(
        trace,
        new LoraEngine.Settings(AttentionKernel.FLASH, 0, 2, 1 << 20, 0, 0),
        FrozenWeights::layOutAsOnGpu);
  }

  private static void run(Path folder, LoraEngine.Settings settings) throws Exception {
    run(folder, settings, weights -> {});
  }

  private static void run(
      Path folder, LoraEngine.Settings settings, Consumer<FrozenWeights> preparation)
      throws Exception {
    JsonNode trace = new ObjectMapper().readTree(folder.resolve("trace.json").toFile());
    Path fixture = folder.getParent().getParent();
    Checkpoint inputs = Checkpoint.openFile(folder.resolveSibling("inputs.safetensors"));
    Checkpoint expected = Checkpoint.openFile(folder.resolve("expected.safetensors"));
    try (TorchFixture decoder =
        new TorchFixture(fixture.resolve("checkpoint"), BasePrecision.F32)) {
      preparation.accept(decoder.weights);
      BoundAdapter start = PeftAdapter.read(folder.resolve("init")).bind(decoder.checkpoint);
      LoraEngine.Settings own =
          new LoraEngine.Settings(
              settings.kernel(),
              settings.recomputedLayers(),
              settings.workers(),
              settings.tokensPerPass(),
              0,
              trace.get("weight_decay").asDouble());
      try (LoraEngine engine = new LoraEngine(decoder.network, decoder.weights, start, own)) {
        Map<String, float[]> first = values(engine);
        JsonNode accept = trace.get("accept");
        for (int step = 0; step < trace.get("steps").asInt(); step++) {
          LoraEngine.StepResult found =
              engine.step(
                  sequences(trace, inputs, step),
                  rates(trace, step),
                  trace.get("clip").asDouble(),
                  step);
          String where = "step " + (step + 1);
          double loss = trace.get("loss_per_step").get(step).asDouble();
          assertThat(found.loss())
              .as("loss of %s", where)
              .isCloseTo(loss, within(accept.get("loss_abs").asDouble()));
          double norm = trace.get("grad_norm_per_step").get(step).asDouble();
          assertThat(found.gradientNorm() / norm)
              .as("gradient norm of %s", where)
              .isCloseTo(1, within(accept.get("grad_norm_relative").asDouble()));
          compare(
              "step" + (step + 1) + ".",
              first,
              values(engine),
              expected,
              accept.get("weights_change_relative_l2").asDouble());
        }
      }
    }
  }

  private static Map<String, float[]> values(LoraEngine engine) {
    Map<String, float[]> values = new HashMap<>();
    for (AdapterParameters.Parameter parameter : engine.parameters().parameters()) {
      values.put(parameter.name(), engine.parameters().read(parameter.name()));
    }
    return values;
  }

  private static Map<Group, Double> rates(JsonNode trace, int step) {
    JsonNode rates = trace.get("learning_rate_per_step").get(step);
    double a = rates.get(0).asDouble();
    double b = rates.get(rates.size() - 1).asDouble();
    return Map.of(Group.A, a, Group.B, b, Group.EMBEDDING, a);
  }

  /** The rows of the step's micro-batches, with the weights that the trace's loss gives them. */
  private static List<Sequence> sequences(JsonNode trace, Checkpoint inputs, int step) {
    JsonNode batches = trace.get("micro_batches_of_step").get(step);
    List<List<Sequence>> rows = new ArrayList<>();
    for (JsonNode batch : batches) {
      rows.add(rows(inputs, "batch" + batch.asInt()));
    }
    int all = rows.stream().flatMap(List::stream).mapToInt(Sequence::labelCount).sum();
    boolean byTokens = trace.get("normalise").asText().equals("tokens");
    List<Sequence> weighted = new ArrayList<>();
    for (List<Sequence> batch : rows) {
      int own = batch.stream().mapToInt(Sequence::labelCount).sum();
      double weight = byTokens ? 1.0 / all : 1.0 / own / rows.size();
      batch.forEach(row -> weighted.add(new Sequence(row.ids(), row.labels(), weight)));
    }
    return weighted;
  }

  private static List<Sequence> rows(Checkpoint inputs, String batch) {
    long[][] ids = TorchFixture.rows(inputs, batch + ".input_ids");
    long[][] mask = TorchFixture.rows(inputs, batch + ".attention_mask");
    long[][] labels = TorchFixture.rows(inputs, batch + ".labels");
    List<Sequence> rows = new ArrayList<>();
    for (int row = 0; row < ids.length; row++) {
      int length = (int) Arrays.stream(mask[row]).sum();
      int[] own = new int[length];
      boolean[] counted = new boolean[length];
      for (int i = 0; i < length; i++) {
        own[i] = (int) ids[row][i];
        counted[i] = labels[row][i] != -100;
      }
      rows.add(new Sequence(own, counted, 1));
    }
    return rows;
  }

  private static void compare(
      String prefix,
      Map<String, float[]> first,
      Map<String, float[]> now,
      Checkpoint expected,
      double accept) {
    for (String name : expected.tensors().keySet()) {
      if (!name.startsWith(prefix)) {
        continue;
      }
      String parameter = name.substring(prefix.length());
      float[] wanted = expected.readFloats(name);
      float[] found = now.get(parameter);
      float[] start = first.get(parameter);
      double difference = 0;
      double change = 0;
      double size = 0;
      for (int i = 0; i < wanted.length; i++) {
        difference += Math.pow(wanted[i] - found[i], 2);
        change += Math.pow((double) wanted[i] - start[i], 2);
        size += Math.pow(wanted[i], 2);
      }
      // Where next to nothing has changed, the weights' own rounding is more than the tolerance.
      double rounding = Math.sqrt(size) * Math.pow(2, -24);
      assertThat(Math.sqrt(difference))
          .as("%s, distance from the reference; it changed by %s", name, Math.sqrt(change))
          .isLessThanOrEqualTo(Math.max(accept * Math.sqrt(change), rounding));
    }
  }
}
