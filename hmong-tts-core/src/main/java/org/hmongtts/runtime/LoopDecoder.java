package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hmongtts.network.LlamaConfig;

/**
 * A language model that generates whole turns of frames in one run (see {@link LoopGraph}). Nothing
 * is kept between runs: the next one reads prompt and frames anew, which costs less than to bring
 * keys and values to the host and back. Immutable; any thread.
 */
final class LoopDecoder implements GenerationEngine {

  private final OnnxSession session;
  private final LlamaConfig config;
  private final FrameGrammar grammar;
  private final int maxPositions;
  private final Map<String, OnnxTensor> unadapted;
  private final long bytesPerStep;

  private LoopDecoder(
      OnnxSession session,
      LlamaConfig config,
      FrameGrammar grammar,
      int maxPositions,
      Map<String, OnnxTensor> unadapted,
      long bytesPerStep) {
    this.session = session;
    this.config = config;
    this.grammar = grammar;
    this.maxPositions = maxPositions;
    this.unadapted = unadapted;
    this.bytesPerStep = bytesPerStep;
  }

  /**
   * A row of a run.
   *
   * @param ids prompt and what has been generated
   * @param sampling how tokens are drawn
   * @param seen all of {@code ids}
   * @param uniforms what they are drawn with, one for each token of all turns
   */
  record LoopRow(int[] ids, Sampling sampling, BitSet seen, float[] uniforms) {}

  static LoopDecoder create(
      Decoder.Parts parts,
      FrameGrammar grammar,
      AdapterInputs adapters,
      ExecutionProvider provider,
      int threads) {
    LoopGraph loop = new LoopGraph(parts, grammar, adapters);
    OnnxGraph graph = loop.emit();
    OnnxSession session =
        OnnxSession.create("the language model's loop", graph, provider, threads, false);
    Map<String, OnnxTensor> unadapted = new LinkedHashMap<>();
    loop.adaptedModules()
        .forEach((module, shape) -> Decoder.neutral(unadapted, adapters, module, shape));
    return new LoopDecoder(
        session,
        parts.network().config(),
        grammar,
        parts.maxPositions(),
        unadapted,
        bytesPerStep(graph, parts, grammar));
  }

  private static long bytesPerStep(OnnxGraph graph, Decoder.Parts parts, FrameGrammar grammar) {
    Arithmetic arithmetic = parts.arithmetic();
    long layers =
        graph.weights().entrySet().stream()
            .filter(e -> e.getKey().contains(".layers."))
            .mapToLong(e -> bytes(e.getValue(), arithmetic))
            .sum();
    TensorSource tensors = parts.headTensors();
    String module = parts.headModule();
    OnnxGraph.Weight head = tensors.weight(module + ".weight");
    long in = head.shape()[1];
    long row =
        arithmetic
            .quantization()
            .filter(q -> q.holds(tensors, module))
            .map(q -> q.rowBytes(in) + (long) q.blocks(in) * arithmetic.compute().bytes)
            .orElse(in * arithmetic.compute().bytes);
    return layers + grammar.codes() * row;
  }

  /** Bytes of a weight in the type that it is read in. */
  private static long bytes(OnnxGraph.Weight weight, Arithmetic arithmetic) {
    long stored = weight.bytes().remaining();
    return weight.type() == ElementType.UINT8
        ? stored
        : stored / weight.type().bytes * arithmetic.compute().bytes;
  }

  @Override
  public Generator<?> generator(
      Map<String, OnnxTensor> adapter,
      FrameGrammar unused,
      List<GenerationJob> jobs,
      int rows,
      GenerationListener listener) {
    return new LoopGenerator(this, adapter, grammar, jobs, rows, listener);
  }

  @Override
  public long bytesPerStep() {
    return bytesPerStep;
  }

  LlamaConfig config() {
    return config;
  }

  /** Longest sequence, prompt and all. */
  int maxPositions() {
    return maxPositions;
  }

  /**
   * Generates some turns of frames.
   *
   * @param leastRows ends when fewer rows still speak
   * @param adapter inputs of an adapter
   * @return {@code [turn][row][token of the turn]}, as many turns as were made
   */
  long[] run(
      List<LoopRow> rows, int turns, int leastRows, Map<String, OnnxTensor> adapter, OnnxRun run) {
    int turnTokens = LoopGraph.tokensOfTurn(grammar);
    int longest = rows.stream().mapToInt(row -> row.ids.length).max().orElseThrow();
    int capacity = LoopGraph.capacity(longest + turns * turnTokens);
    try (RunTensors tensors = new RunTensors()) {
      prompts(tensors, rows, longest);
      settings(tensors, rows);
      tensors.ints(LoopGraph.CAPACITY).put(capacity);
      tensors
          .longs(LoopGraph.CACHE_SHAPE, 4)
          .put(
              new long[] {
                rows.size(),
                config.keyValueHeads(),
                capacity,
                OnnxHeads.cachedHeadSize(config.headSize())
              });
      tensors.longs(LoopGraph.TURNS).put(turns);
      tensors.floats(LoopGraph.LEAST_ROWS).put(leastRows);
      FloatBuffer uniforms = tensors.floats(LoopGraph.UNIFORMS, turns, rows.size(), turnTokens);
      for (int turn = 0; turn < turns; turn++) {
        for (LoopRow row : rows) {
          uniforms.put(row.uniforms, turn * turnTokens, turnTokens);
        }
      }
      Map<String, OnnxTensor> inputs = new HashMap<>(unadapted);
      inputs.putAll(adapter);
      inputs.putAll(tensors.byName());
      return session.runForLongs(inputs, LoopGraph.TOKENS, run);
    }
  }

  private static void prompts(RunTensors tensors, List<LoopRow> rows, int longest) {
    int count = rows.size();
    LongBuffer ids = tensors.longs(LoopGraph.IDS, count, longest);
    IntBuffer ends = tensors.ints(LoopGraph.ENDS, count);
    LongBuffer last = tensors.longs(LoopGraph.LAST, count, 1);
    FloatBuffer live = tensors.floats(LoopGraph.LIVE, count, 1);
    for (int i = 0; i < count; i++) {
      int[] row = rows.get(i).ids;
      for (int at = 0; at < row.length; at++) {
        ids.put(i * longest + at, row[at]);
      }
      ends.put(row.length - 1);
      last.put((long) i * longest + row.length - 1);
      live.put(1);
    }
    tensors.ints(LoopGraph.LONGEST).put(longest);
  }

  private void settings(RunTensors tensors, List<LoopRow> rows) {
    int count = rows.size();
    FloatBuffer topK = tensors.floats(LoopDraw.TOP_K, count, 1);
    FloatBuffer topP = tensors.floats(LoopDraw.TOP_P, count, 1);
    FloatBuffer unlimited = tensors.floats(LoopDraw.UNLIMITED, count, 1);
    FloatBuffer logMinP = tensors.floats(LoopDraw.LOG_MIN_P, count, 1);
    FloatBuffer seenScale = tensors.floats(LoopDraw.SEEN_SCALE, count, 1);
    FloatBuffer seenSlope = tensors.floats(LoopDraw.SEEN_SLOPE, count, 1);
    for (LoopRow row : rows) {
      Sampling sampling = row.sampling;
      boolean greedy = sampling.temperature() == 0;
      boolean all = !greedy && sampling.topK() == 0 && sampling.topP() == 1;
      topK.put(greedy ? 1 : sampling.topK() == 0 ? Float.MAX_VALUE : sampling.topK());
      // Whatever top-p is, the likeliest token has none before it; sums of all may exceed 1 a bit.
      topP.put(all ? -1 : greedy || sampling.topP() == 1 ? 2 : (float) sampling.topP());
      unlimited.put(all ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
      logMinP.put(greedy ? Float.NEGATIVE_INFINITY : (float) Math.log(sampling.minP()));
      seenScale.put(scale(sampling, true));
      seenSlope.put(slope(sampling, true));
    }
    LoopGraph.ranges(grammar)
        .forEach(
            (first, tokens) -> {
              FloatBuffer scales = tensors.floats(LoopGraph.scale(first), count, tokens);
              FloatBuffer slopes = tensors.floats(LoopGraph.slope(first), count, tokens);
              rows.forEach(row -> penalties(row, first, tokens, scales, slopes));
            });
  }

  private void penalties(
      LoopRow row, int first, int tokens, FloatBuffer scales, FloatBuffer slopes) {
    float[] scale = new float[tokens];
    float[] slope = new float[tokens];
    Arrays.fill(scale, scale(row.sampling, false));
    Arrays.fill(slope, slope(row.sampling, false));
    IntStream.range(0, tokens)
        .filter(i -> row.seen.get(i < grammar.codes() ? first + i : grammar.stopToken()))
        .forEach(
            i -> {
              scale[i] = scale(row.sampling, true);
              slope[i] = slope(row.sampling, true);
            });
    scales.put(scale);
    slopes.put(slope);
  }

  private static float scale(Sampling sampling, boolean seen) {
    double temperature = sampling.temperature() == 0 ? 1 : sampling.temperature();
    return (float) (1 / (temperature * (seen ? sampling.repetitionPenalty() : 1)));
  }

  /** What is divided by the penalty where positive is multiplied by it where negative. */
  private static float slope(Sampling sampling, boolean seen) {
    double penalty = sampling.repetitionPenalty();
    return (float) (seen ? penalty * penalty : 1);
  }

  /** Waits for the runs in flight. */
  @Override
  public void close() {
    session.close();
    unadapted.values().forEach(OnnxTensor::close);
  }
}
