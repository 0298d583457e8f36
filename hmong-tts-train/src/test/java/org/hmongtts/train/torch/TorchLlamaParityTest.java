package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.runtime.Reference;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder on LibTorch against transformers and PEFT, for every Llama-style fixture folder. */
class TorchLlamaParityTest {

  /** Of each row, as many tokens are a prompt in the reference's loss. */
  private static final int MASKED = 4;

  static Stream<Named<Path>> folders() {
    return TorchFixture.folders("inputs.safetensors");
  }

  static Stream<Named<Path>> adapters() {
    return TorchFixture.folders("adapters")
        .flatMap(
            folder ->
                children(folder.getPayload().resolve("adapters"), "")
                    .map(path -> Named.of(folder.getName() + " " + path.getFileName(), path)));
  }

  private static Stream<Path> children(Path folder, String prefix) {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .filter(child -> child.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void hiddenStatesAndLogitsEqualTheReference(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint expected = reference.open("expected.safetensors");
    long[][] ids = TorchFixture.rows(reference.open("inputs.safetensors"), "input_ids");
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base)) {
      long[] positions = LongStream.range(0, ids[0].length).toArray();
      List<Map<String, float[]>> rows = new ArrayList<>();
      for (long[] row : ids) {
        rows.add(decoder.run(row, positions));
      }
      for (String name : rows.get(0).keySet()) {
        if (expected.contains(name)) {
          reference.assertEquals(
              "expected.safetensors", name, joined(rows.stream().map(row -> row.get(name))));
        }
      }
      assertThat(expected.contains("logits")).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyFormOfTheCheckpointGivesTheSame(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    long[][] ids = TorchFixture.rows(reference.open("inputs.safetensors"), "input_ids");
    Checkpoint expected = reference.open("expected.safetensors");
    for (Path form : children(folder, "checkpoint-").toList()) {
      boolean rounded = form.getFileName().toString().equals("checkpoint-bf16");
      String tensor = rounded ? "bf16_weights_logits" : "logits";
      if (expected.contains(tensor)) {
        try (TorchFixture base = new TorchFixture(form, BasePrecision.F32);
            FullDecoder decoder = new FullDecoder(base)) {
          reference.assertEquals(
              "expected.safetensors", tensor, joined(Arrays.stream(ids).map(decoder::logits)));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void positionsFarApartAreRotatedAsTheReferenceDoes(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint inputs = reference.open("inputs.safetensors");
    if (!inputs.contains("far_positions")) {
      return;
    }
    long[] positions = TorchFixture.rows(inputs, "far_positions")[0];
    long[] ids = Arrays.copyOf(TorchFixture.rows(inputs, "input_ids")[0], positions.length);
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base)) {
      reference.assertEquals(
          "expected.safetensors", "far_logits", decoder.run(ids, positions).get("logits"));
    }
  }

  /** Our rows are never padded: what padding must give is what the row alone gives. */
  @ParameterizedTest
  @MethodSource("folders")
  void rowsAloneGiveWhatPaddedRowsGive(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint inputs = reference.open("inputs.safetensors");
    Checkpoint expected = reference.open("expected.safetensors");
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base)) {
      for (String side : List.of("right_padded", "left_padded")) {
        if (!inputs.contains(side + "_ids")) {
          continue;
        }
        long[][] ids = TorchFixture.rows(inputs, side + "_ids");
        long[][] mask = TorchFixture.rows(inputs, side + "_mask");
        float[] wanted = expected.readFloats(side + "_logits");
        float[] found = new float[wanted.length];
        int vocabulary = base.config.vocabularySize();
        int rowSize = ids[0].length * vocabulary;
        int first = ids.length - wanted.length / rowSize; // rows before it are not recorded
        for (int row = first; row < ids.length; row++) {
          int r = row;
          int[] real = IntStream.range(0, ids[row].length).filter(i -> mask[r][i] == 1).toArray();
          float[] logits = decoder.logits(Arrays.stream(real).mapToLong(i -> ids[r][i]).toArray());
          System.arraycopy(
              logits, 0, found, (row - first) * rowSize + real[0] * vocabulary, logits.length);
        }
        reference.assertClose("expected.safetensors", side + "_logits", wanted, found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void adaptersGiveTheReferencesLogits(Path adapter) throws Exception {
    Path folder = adapter.getParent().getParent();
    Reference reference = new Reference(folder);
    long[] ids = TorchFixture.rows(reference.open("inputs.safetensors"), "input_ids")[0];
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base, adapter)) {
      reference.assertEquals(expectedOf(adapter), "logits", decoder.logits(ids));
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void lossAndGradientsEqualTheReference(Path adapter) throws Exception {
    Path folder = adapter.getParent().getParent();
    Reference reference = new Reference(folder);
    String file = expectedOf(adapter);
    Checkpoint expected = reference.open(file);
    List<Sequence> rows = rows(reference.open("inputs.safetensors"));
    try (TorchFixture base = new TorchFixture(folder.resolve("checkpoint"), BasePrecision.F32);
        FullDecoder decoder = new FullDecoder(base, adapter)) {
      double loss = decoder.train(rows, 0);
      assertThat(loss)
          .isCloseTo(expected.readFloats("loss")[0], within(reference.accept(file, "loss")));
      int compared = 0;
      for (String name : expected.tensors().keySet()) {
        if (name.startsWith("grad.")) {
          reference.assertEquals(file, name, decoder.gradient(name.substring("grad.".length())));
          compared++;
        } else if (name.startsWith("gradsum.")) {
          float[] gradient = decoder.gradient(name.substring("gradsum.".length()));
          int sums = Math.toIntExact(expected.tensor(name).elements());
          reference.assertEquals(file, name, rowSums(gradient, sums));
          compared++;
        }
      }
      assertThat(compared).isPositive();
    }
  }

  private static String expectedOf(Path adapter) {
    return "adapters/" + adapter.getFileName() + "/expected.safetensors";
  }

  private static List<Sequence> rows(Checkpoint inputs) {
    long[][] ids = TorchFixture.rows(inputs, "input_ids");
    double weight = 1.0 / (ids.length * (ids[0].length - MASKED));
    List<Sequence> rows = new ArrayList<>();
    for (long[] row : ids) {
      boolean[] labels = new boolean[row.length];
      Arrays.fill(labels, MASKED, row.length, true);
      rows.add(
          new Sequence(Arrays.stream(row).mapToInt(Math::toIntExact).toArray(), labels, weight));
    }
    return rows;
  }

  private static float[] rowSums(float[] values, int rows) {
    float[] sums = new float[rows];
    int size = values.length / rows;
    for (int row = 0; row < rows; row++) {
      double sum = 0;
      for (int i = row * size; i < (row + 1) * size; i++) {
        sum += values[i];
      }
      sums[row] = (float) sum;
    }
    return sums;
  }

  private static float[] joined(Stream<float[]> parts) {
    List<float[]> all = parts.toList();
    float[] joined = new float[all.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : all) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
