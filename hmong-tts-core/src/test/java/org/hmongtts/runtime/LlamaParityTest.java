package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.Fixtures;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.ShapeOps;
import org.hmongtts.runtime.OnnxGraph.Value;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decoder on ONNX Runtime against transformers, for every Llama-style fixture folder. */
class LlamaParityTest {

  static Stream<Named<Path>> folders() {
    return Fixtures.folders(
            "Llama-style decoder",
            folder ->
                Files.exists(folder.resolve("checkpoint/model.safetensors"))
                    && Files.exists(folder.resolve("inputs.safetensors"))
                    && isLlama(folder.resolve("checkpoint/config.json")))
        .stream()
        .map(folder -> Named.of(folder.getFileName().toString(), folder));
  }

  private static boolean isLlama(Path config) {
    try {
      return Files.exists(config)
          && List.of("llama", "qwen2", "qwen3")
              .contains(ConfigFile.read(config).text("model_type", ""));
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void hiddenStatesAndLogitsEqualTheReference(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    Checkpoint inputs = reference.open("inputs.safetensors");
    try (FullDecoder decoder = new FullDecoder(folder.resolve("checkpoint"))) {
      Map<String, float[]> found = decoder.run(rows(inputs, "input_ids"), null);
      reference.assertEquals("expected.safetensors", "logits", found.get("logits"));
      for (int i = 0; i <= decoder.config.layers(); i++) {
        String name = "hidden_states." + i;
        if (reference.open("expected.safetensors").contains(name)) {
          reference.assertEquals("expected.safetensors", name, found.get(name));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void everyFormOfTheCheckpointGivesTheSame(Path folder) throws Exception {
    Reference reference = new Reference(folder);
    long[][] ids = rows(reference.open("inputs.safetensors"), "input_ids");
    Checkpoint expected = reference.open("expected.safetensors");
    try (Stream<Path> children = Files.list(folder)) {
      for (Path form :
          children.filter(p -> p.getFileName().toString().startsWith("checkpoint-")).toList()) {
        boolean rounded = form.getFileName().toString().equals("checkpoint-bf16");
        String tensor = rounded ? "bf16_weights_logits" : "logits";
        if (expected.contains(tensor)) {
          try (FullDecoder decoder = new FullDecoder(form)) {
            reference.assertEquals(
                "expected.safetensors", tensor, decoder.run(ids, null).get("logits"));
          }
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
    long[][] positions = rows(inputs, "far_positions");
    long[][] ids = {Arrays.copyOf(rows(inputs, "input_ids")[0], positions[0].length)};
    try (FullDecoder decoder = new FullDecoder(folder.resolve("checkpoint"), true)) {
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
    try (FullDecoder decoder = new FullDecoder(folder.resolve("checkpoint"))) {
      for (String side : List.of("right_padded", "left_padded")) {
        if (!inputs.contains(side + "_ids")) {
          continue;
        }
        long[][] ids = rows(inputs, side + "_ids");
        long[][] mask = rows(inputs, side + "_mask");
        float[] wanted = expected.readFloats(side + "_logits");
        float[] found = new float[wanted.length];
        int vocabulary = decoder.config.vocabularySize();
        int rowSize = ids[0].length * vocabulary;
        int first = ids.length - wanted.length / rowSize; // rows before it are not recorded
        for (int row = first; row < ids.length; row++) {
          int r = row;
          int[] real = IntStream.range(0, ids[row].length).filter(i -> mask[r][i] == 1).toArray();
          long[] alone = Arrays.stream(real).mapToLong(i -> ids[r][i]).toArray();
          float[] logits = decoder.run(new long[][] {alone}, null).get("logits");
          System.arraycopy(
              logits, 0, found, (row - first) * rowSize + real[0] * vocabulary, logits.length);
        }
        reference.assertClose("expected.safetensors", side + "_logits", wanted, found);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void adaptersGiveTheReferencesLogits(Path folder) throws Exception {
    if (!Files.isDirectory(folder.resolve("adapters"))) {
      return;
    }
    Reference reference = new Reference(folder);
    long[][] ids = {rows(reference.open("inputs.safetensors"), "input_ids")[0]};
    try (Stream<Path> adapters = Files.list(folder.resolve("adapters"))) {
      for (Path adapter : adapters.sorted().toList()) {
        String file = "adapters/" + adapter.getFileName() + "/expected.safetensors";
        try (FullDecoder decoder = FullDecoder.adapted(folder.resolve("checkpoint"), adapter)) {
          reference.assertEquals(file, "logits", decoder.run(ids, null).get("logits"));
        }
      }
    }
  }

  private static long[][] rows(Checkpoint file, String tensor) {
    long[] shape = file.tensor(tensor).dimensions();
    long[] values = Reference.longs(file, tensor);
    long[][] rows = new long[(int) shape[0]][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(values, i * (int) shape[1], (i + 1) * (int) shape[1]);
    }
    return rows;
  }

  /** The network with all that production leaves out: every position's logits, all layers. */
  static final class FullDecoder implements AutoCloseable {
    private static final int TABLE = 1 << 17;

    final LlamaConfig config;
    private final OnnxSession session;

    private final Map<String, OnnxTensor> neutral = new HashMap<>();
    private final Map<String, OnnxTensor> adapterInputs;

    FullDecoder(Path folder) throws IOException {
      this(folder, false);
    }

    /**
     * @param positionsGiven whether positions may be others than the places in the cache
     */
    FullDecoder(Path folder, boolean positionsGiven) throws IOException {
      this(folder, Checkpoint.open(folder), AdapterInputs.NONE, Map.of(), Map.of(), positionsGiven);
    }

    /** With an adapter, as production applies it. */
    static FullDecoder adapted(Path folder, Path adapter) throws IOException {
      Checkpoint base = Checkpoint.open(folder);
      BoundAdapter bound = PeftAdapter.read(adapter).bind(base);
      return new FullDecoder(
          folder,
          base,
          LoadedAdapter.kind(bound),
          LoadedAdapter.inputs(bound, 1),
          LoadedAdapter.replaced(bound),
          false);
    }

    private FullDecoder(
        Path folder,
        Checkpoint base,
        AdapterInputs kind,
        Map<String, OnnxTensor> adapterInputs,
        Map<String, OnnxGraph.Weight> replaced,
        boolean positionsGiven)
        throws IOException {
      this.adapterInputs = adapterInputs;
      config = LlamaConfig.read(ConfigFile.read(folder.resolve("config.json")));
      Llama network = new Llama(config, "model.");
      network.forwardIds(new ShapeOps(base), new long[] {1, 1});
      TensorSource tensors = new TensorSource(replaced, List.of(base));
      OnnxGraph graph = new OnnxGraph();
      Value ids = graph.input(Decoder.IDS, ElementType.INT64, "batch", "time");
      OnnxOps ops =
          new OnnxOps(graph, tensors, kind, TABLE, positionsGiven, false, Arithmetic.FLOAT32);
      List<Value> states = network.hiddenStates(ops, ops.embedding(ids, network.embeddingModule()));
      for (int i = 0; i < states.size(); i++) {
        graph.output(
            "hidden_states." + i, states.get(i), ElementType.FLOAT, "batch", "time", "size");
      }
      boolean tied = config.tiedHead() && !replaced.containsKey("lm_head.weight");
      Value logits =
          ops.product(
              states.get(states.size() - 1),
              tied ? network.embeddingModule() : "lm_head",
              0,
              config.vocabularySize());
      ops.adaptedModules()
          .forEach((module, shape) -> Decoder.neutral(neutral, kind, module, shape));
      graph.output("logits", logits, ElementType.FLOAT, "batch", "time", "vocabulary");
      session = OnnxSession.create("parity", graph, ExecutionProvider.cpu(), 1, false);
    }

    Map<String, float[]> run(long[][] ids, long[][] positions) throws OrtException {
      int batch = ids.length;
      int time = ids[0].length;
      long[] flat = Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
      long[] at =
          positions != null
              ? Arrays.stream(positions).flatMapToLong(Arrays::stream).toArray()
              : IntStream.range(0, batch * time).mapToLong(i -> i % time).toArray();
      int[] ends = new int[batch];
      Arrays.fill(ends, time - 1);
      var env = OnnxEnvironment.shared();
      Map<String, OnnxTensor> inputs = new HashMap<>();
      long[] shape = {batch, time};
      inputs.put(Decoder.IDS, OnnxTensor.createTensor(env, LongBuffer.wrap(flat), shape));
      inputs.put(OnnxAttention.POSITIONS, OnnxTensor.createTensor(env, LongBuffer.wrap(at), shape));
      inputs.put(
          OnnxAttention.LENGTHS,
          OnnxTensor.createTensor(env, IntBuffer.wrap(ends), new long[] {batch}));
      inputs.put(
          OnnxAttention.TOTAL_LENGTH,
          OnnxTensor.createTensor(env, IntBuffer.wrap(new int[] {time}), new long[0]));
      int headSize = OnnxHeads.cachedHeadSize(config.headSize());
      long[] cache = {batch, config.keyValueHeads(), time, headSize};
      int elements = batch * config.keyValueHeads() * time * headSize;
      for (int layer = 0; layer < config.layers(); layer++) {
        for (String name : List.of(OnnxAttention.pastKey(layer), OnnxAttention.pastValue(layer))) {
          inputs.put(
              name, OnnxTensor.createTensor(env, FloatBuffer.wrap(new float[elements]), cache));
        }
      }
      List<OnnxTensor> own = new ArrayList<>(inputs.values());
      inputs.putAll(neutral);
      inputs.putAll(adapterInputs);
      Map<String, float[]> results = new HashMap<>();
      try (OnnxRun run = new OnnxRun()) {
        for (int i = 0; i <= config.layers(); i++) {
          String name = "hidden_states." + i;
          results.put(name, session.runForFloats(inputs, name, run));
        }
        results.put("logits", session.runForFloats(inputs, "logits", run));
      } finally {
        own.forEach(OnnxTensor::close);
      }
      return results;
    }

    @Override
    public void close() {
      neutral.values().forEach(OnnxTensor::close);
      adapterInputs.values().forEach(OnnxTensor::close);
      session.close();
    }
  }
}
