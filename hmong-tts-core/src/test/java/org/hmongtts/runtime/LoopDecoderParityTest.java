package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generation in the graph for every decoder fixture: against transformers, and with adapters. */
class LoopDecoderParityTest {

  @TempDir Path cache;

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void greedyTokensEqualTheReference(Path folder) throws Exception {
    Checkpoint expected = new Reference(folder).open("expected.safetensors");
    assertThat(greedy(folder, Sampling.GREEDY)).isEqualTo(ints(expected, "greedy_ids"));
    if (expected.contains("greedy_penalty_ids")) {
      assertThat(greedy(folder, Sampling.GREEDY.withRepetitionPenalty(1.3)))
          .isEqualTo(ints(expected, "greedy_penalty_ids"));
    }
  }

  private static Decoder.Parts parts(Path folder, int maxPositions) throws IOException {
    Llama network = new Llama(config(folder), "model.");
    TensorSource tensors = new TensorSource(List.of(Checkpoint.open(folder.resolve("checkpoint"))));
    return new Decoder.Parts(
        network,
        tensors,
        tensors,
        network.config().tiedHead() ? network.embeddingModule() : "lm_head",
        List.of(),
        maxPositions,
        Arithmetic.FLOAT32);
  }

  /** Queries, keys and values; attention's output; a gate and what it gates; the way down. */
  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void productsOfTheSameInputAreOne(Path folder) throws Exception {
    int headSize = config(folder).attention().headSize();
    int attention = OnnxHeads.cachedHeadSize(headSize) == headSize ? 1 : 3; // if the kernel fits
    int layers = config(folder).layers();
    FrameGrammar grammar = new FrameGrammar(List.of(0), 7, 8);
    int tokens = LoopGraph.tokensOfTurn(grammar);
    for (AdapterInputs adapters : AdapterInputs.values()) {
      assertThat(products(folder, grammar, adapters))
          .as(adapters.name())
          .isEqualTo(tokens * ((attention + 3) * layers + 1));
    }
  }

  private static long products(Path folder, FrameGrammar grammar, AdapterInputs adapters)
      throws Exception {
    byte[] model = new LoopGraph(parts(folder, 64), grammar, adapters).emit().build();
    GraphProto graph = ModelProto.parseFrom(model).getGraph();
    return graph.getNodeList().stream()
        .filter(node -> node.getOpType().equals("Loop"))
        .flatMap(loop -> loop.getAttributeList().stream())
        .flatMap(body -> body.getG().getNodeList().stream())
        .filter(node -> node.getOpType().equals("FusedMatMul"))
        .count();
  }

  /** Prompt and what follows, from the whole vocabulary: a frame is one token. */
  private int[] greedy(Path folder, Sampling sampling) throws Exception {
    Reference reference = new Reference(folder);
    int[] prompt = ints(reference.open("inputs.safetensors"), "prompt_ids");
    int length = ints(reference.open("expected.safetensors"), "greedy_ids").length;
    int last = config(folder).vocabularySize() - 1;
    FrameGrammar anything = new FrameGrammar(List.of(0), last, last);
    int turns = length / LoopGraph.framesOfTurn(anything);
    BitSet seen = new BitSet();
    Arrays.stream(prompt).forEach(seen::set);
    Decoder.Parts parts = parts(folder, 2 * length);
    try (LoopDecoder decoder =
            LoopDecoder.create(parts, anything, AdapterInputs.NONE, ExecutionProvider.cpu(), 1);
        OnnxRun run = new OnnxRun()) {
      LoopDecoder.LoopRow row =
          new LoopDecoder.LoopRow(prompt, sampling, seen, new float[2 * length]);
      long[] drawn = decoder.run(List.of(row), turns, 1, Map.of(), run);
      return IntStream.concat(
              Arrays.stream(prompt), Arrays.stream(drawn).mapToInt(Math::toIntExact))
          .limit(length)
          .toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("org.hmongtts.runtime.GenerationParityTest#decoders")
  void adaptersGiveTheTokensOfSteps(Path folder) throws IOException {
    int[] prompt = ints(new Reference(folder).open("inputs.safetensors"), "prompt_ids");
    FrameGrammar grammar = frames(config(folder).vocabularySize());
    List<GenerationJob> jobs =
        List.of(
            new GenerationJob(prompt, Sampling.GREEDY, 0, 12, 0),
            new GenerationJob(Arrays.copyOf(prompt, 5), Sampling.GREEDY, 0, 12, 0));
    try (Stream<Path> adapters = Files.list(folder.resolve("adapters"));
        LanguageModel stepping = model(folder, grammar, ExecutionProvider.cpu());
        LanguageModel loop = model(folder, grammar, new LoopOnCpu())) {
      Heard unadapted = Heard.of(loop, jobs, 2);
      for (Path adapter : adapters.sorted().toList()) {
        Heard found = adapted(folder, loop, adapter, jobs);
        Heard expected = adapted(folder, stepping, adapter, jobs);
        assertThat(found.events).as(adapter.toString()).isEqualTo(expected.events);
        assertThat(found.events).isNotEqualTo(unadapted.events);
      }
      assertThat(Heard.of(loop, jobs, 2).events).isEqualTo(unadapted.events);
    }
  }

  private static Heard adapted(
      Path folder, LanguageModel model, Path adapter, List<GenerationJob> jobs) throws IOException {
    Checkpoint base = Checkpoint.open(folder.resolve("checkpoint"));
    try (LoadedAdapter loaded = model.bind(PeftAdapter.read(adapter).bind(base), 1)) {
      return Heard.of(model, jobs, 2, Optional.of(loaded));
    }
  }

  /** Three slots, the first two of which share their codes, over all of a vocabulary. */
  private static FrameGrammar frames(int vocabulary) {
    int codes = (vocabulary - 1) / 2;
    return new FrameGrammar(List.of(0, 0, codes), codes, vocabulary - 1);
  }

  private LanguageModel model(Path folder, FrameGrammar grammar, ExecutionProvider provider)
      throws IOException {
    return LanguageModel.load(
        Checkpoint.open(folder.resolve("checkpoint")),
        config(folder),
        grammar,
        new LanguageModel.Settings(provider, Precision.F32, 1, cache, ProgressListener.NONE));
  }

  private static LlamaConfig config(Path folder) throws IOException {
    return LlamaConfig.read(ConfigFile.read(folder.resolve("checkpoint/config.json")));
  }

  private static int[] ints(Checkpoint file, String tensor) {
    return Arrays.stream(Reference.longs(file, tensor)).mapToInt(Math::toIntExact).toArray();
  }
}
