package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * The graph that reads prompts and generates frames by itself, so that keys, values and logits
 * never leave the device: a prefill, then a {@code Loop} whose body generates one turn of frames.
 *
 * <p>A row that has stopped goes on among the others; what it draws then is for nobody.
 */
final class LoopGraph {

  /** {@code [rows, time]}: prompts, padded at their ends. */
  static final String IDS = Decoder.IDS;

  /** {@code int32 [rows]}: positions of each prompt, less 1. */
  static final String ENDS = "ends";

  /** {@code int64 [rows, 1]}: where its last position lies in all of {@link #IDS}. */
  static final String LAST = "last";

  /** {@code [rows, 1]}: 1 for each row, until it has stopped. */
  static final String LIVE = "live";

  /** {@code int32}: positions of the longest prompt. */
  static final String LONGEST = "longest";

  /** {@code int32}: positions that the caches hold; see {@link #CACHE_SHAPE}. */
  static final String CAPACITY = "capacity";

  /** {@code int64 [4]}: rows, key/value heads, capacity, head size. */
  static final String CACHE_SHAPE = "cache_shape";

  /** {@code int64}: turns at most. */
  static final String TURNS = "turns";

  /** {@code [turns, rows, tokens of a turn]}: what is drawn with. */
  static final String UNIFORMS = "uniforms";

  /** {@code float}: the loop ends when fewer rows than this still speak. */
  static final String LEAST_ROWS = "least_rows";

  /** {@code int64 [turns, rows, tokens of a turn]}: codes, or {@code codes} for the stop token. */
  static final String TOKENS = "tokens";

  /**
   * Tokens that a turn should have at least: the condition then costs little, and so does the first
   * token, which copies the caches, because what a loop hands on cannot be written in place.
   */
  private static final int TURN_TOKENS = 14;

  private static final int CAPACITY_STEP = 64;

  private final Decoder.Parts parts;
  private final FrameGrammar grammar;
  private final LlamaConfig config;
  private final OnnxGraph graph = new OnnxGraph();
  private final LoopWeights weights;

  LoopGraph(Decoder.Parts parts, FrameGrammar grammar, AdapterInputs adapters) {
    this.parts = parts;
    this.grammar = grammar;
    this.config = parts.network().config();
    // A last turn may begin at the last position, and attention wants a table for all it may hold.
    int positions = capacity(parts.maxPositions() + tokensOfTurn(grammar));
    this.weights = new LoopWeights(graph, parts, adapters, positions);
  }

  /** Frames of a turn. */
  static int framesOfTurn(FrameGrammar grammar) {
    return Math.max(1, (TURN_TOKENS + grammar.slots() - 1) / grammar.slots());
  }

  /** Tokens of a turn. */
  static int tokensOfTurn(FrameGrammar grammar) {
    return framesOfTurn(grammar) * grammar.slots();
  }

  /** The capacity of caches for so many positions: of a few sizes, so that memory is used again. */
  static int capacity(int positions) {
    return (positions + CAPACITY_STEP - 1) / CAPACITY_STEP * CAPACITY_STEP;
  }

  /** Whether slots have ranges of their own or the same, so that penalties can be kept by range. */
  static boolean supports(FrameGrammar grammar) {
    for (int a : grammar.firstTokens()) {
      for (int b : grammar.firstTokens()) {
        if (a != b && Math.abs(a - b) < grammar.codes()) {
          return false;
        }
      }
      int stop = grammar.stopToken() - a;
      if (stop >= 0 && stop < grammar.codes()) {
        return false;
      }
    }
    return true;
  }

  /** Input with the factors of a range's tokens, see {@link LoopDraw.Penalty}. */
  static String scale(int firstToken) {
    return "scale." + firstToken;
  }

  /** As {@link #scale}. */
  static String slope(int firstToken) {
    return "slope." + firstToken;
  }

  /** The ranges of the grammar by their first tokens, each with how many tokens it has. */
  static Map<Integer, Integer> ranges(FrameGrammar grammar) {
    Map<Integer, Integer> ranges = new LinkedHashMap<>();
    for (int first : grammar.firstTokens()) {
      ranges.putIfAbsent(first, grammar.codes() + (ranges.isEmpty() ? 1 : 0)); // and the stop
    }
    return ranges;
  }

  /** See {@link OnnxOps#adaptedModules}. */
  Map<String, long[]> adaptedModules() {
    return weights.adaptedModules();
  }

  OnnxGraph emit() {
    Value turns = graph.input(TURNS, ElementType.INT64);
    LoopState before = prefill();
    Value uniforms =
        graph.input(UNIFORMS, ElementType.FLOAT, "turns", "rows", tokensOfTurn(grammar));
    OnnxGraph body = new LoopTurn(graph, parts, grammar, weights).emit(uniforms);
    List<Value> operands = new ArrayList<>();
    operands.add(turns);
    operands.add(graph.node("Cast", List.of(graph.scalar(1)), "to", ElementType.BOOL.onnx));
    operands.addAll(before.values());
    List<String> results = new ArrayList<>();
    before.values().forEach(unused -> results.add(graph.fresh().name()));
    results.add(TOKENS);
    graph.nodes("", "Loop", operands, results, "body", body);
    graph.output(TOKENS, ElementType.INT64, "turns done", "rows", tokensOfTurn(grammar));
    return graph;
  }

  private LoopState prefill() {
    Value ids = graph.input(IDS, ElementType.INT64, "rows", "time");
    Value ends = graph.input(ENDS, ElementType.INT32, "rows");
    Value last = graph.input(LAST, ElementType.INT64, "rows", 1);
    LoopState state = new LoopState(config.layers());
    Value zeros =
        graph.node("ConstantOfShape", List.of(graph.input(CACHE_SHAPE, ElementType.INT64, 4)));
    LoopOps ops = new LoopOps(graph, parts, weights, state.caches);
    Value empty = ops.cast(zeros, ElementType.FLOAT, ops.compute);
    for (int layer = 0; layer < config.layers(); layer++) {
      state.caches.keys[layer] = empty;
      state.caches.values[layer] = empty;
    }
    state.caches.at(ends, graph.input(LONGEST, ElementType.INT32), () -> places(ids));
    Value features = parts.network().forwardIds(ops, ids); // [rows, time, features]
    Value flat = graph.node("Reshape", List.of(features, graph.constant(-1, config.hiddenSize())));
    state.hidden = squeezed(graph, graph.node("Gather", List.of(flat, last)));
    Value one = graph.node("Cast", List.of(graph.constant(1)), "to", ElementType.INT32.onnx);
    state.lengths = graph.node("Add", List.of(ends, one));
    state.live = graph.input(LIVE, ElementType.FLOAT, "rows", 1);
    ranges(grammar)
        .forEach(
            (first, tokens) ->
                state.penalties.put(
                    first,
                    new LoopDraw.Penalty(
                        graph.input(scale(first), ElementType.FLOAT, "rows", tokens),
                        graph.input(slope(first), ElementType.FLOAT, "rows", tokens))));
    return state;
  }

  /** {@code [1, time]}: 0, 1, 2 .. */
  private Value places(Value ids) {
    Value shape = graph.node("Shape", List.of(ids));
    Value time = graph.node("Gather", List.of(shape, scalarIndex(1)), "axis", 0);
    Value range = graph.node("Range", List.of(scalarIndex(0), time, scalarIndex(1)));
    return graph.node("Unsqueeze", List.of(range, graph.constant(0)));
  }

  private Value scalarIndex(long value) {
    return graph.node("Squeeze", List.of(graph.constant(value)));
  }

  /** {@code [rows, 1, features]} to {@code [rows, features]}. */
  static Value squeezed(OnnxGraph graph, Value x) {
    return graph.node("Squeeze", List.of(x, graph.constant(1)));
  }
}
