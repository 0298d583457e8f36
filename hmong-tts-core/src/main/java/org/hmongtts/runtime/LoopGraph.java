package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

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
 * <p>All slots of a frame are unrolled in the body. So each reads its own rows of the output head
 * and its own penalties without any selection, and the loop's condition, for which the processor
 * waits, comes once a turn. A row that has stopped goes on among the others; what it draws then is
 * for nobody.
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

  /** Tokens that a turn should have at least: the condition then costs little. */
  private static final int TURN_TOKENS = 7;

  private static final int CAPACITY_STEP = 64;

  private final Decoder.Parts parts;
  private final FrameGrammar grammar;
  private final LlamaConfig config;
  private final OnnxGraph graph = new OnnxGraph();
  private final LoopWeights weights;
  private final LoopDraw draws;
  private final Map<Integer, LoopDraw.Depth> depths = new LinkedHashMap<>();

  LoopGraph(Decoder.Parts parts, FrameGrammar grammar, AdapterInputs adapters) {
    this.parts = parts;
    this.grammar = grammar;
    this.config = parts.network().config();
    // A last turn may begin at the last position, and attention wants a table for all it may hold.
    int positions = capacity(parts.maxPositions() + tokensOfTurn(grammar));
    this.weights = new LoopWeights(graph, parts, adapters, positions);
    this.draws = new LoopDraw(graph);
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

  /** What the loop carries from turn to turn. */
  private final class State {
    Value hidden; // [rows, features]
    Value lengths; // int32 [rows]
    Value live; // [rows, 1], 1 or 0
    final Map<Integer, LoopDraw.Penalty> penalties = new LinkedHashMap<>();
    final LoopOps.Caches caches = new LoopOps.Caches(config.layers());

    /** All of it, in one order. */
    List<Value> values() {
      List<Value> values = new ArrayList<>(List.of(hidden, lengths, live));
      penalties
          .values()
          .forEach(penalty -> values.addAll(List.of(penalty.scale(), penalty.slope())));
      values.addAll(List.of(caches.keys));
      values.addAll(List.of(caches.values));
      return values;
    }
  }

  OnnxGraph emit() {
    Value turns = graph.input(TURNS, ElementType.INT64);
    State before = prefill();
    OnnxGraph body = turn(graph.input(UNIFORMS, ElementType.FLOAT, "turns", "rows", turnTokens()));
    List<Value> operands = new ArrayList<>();
    operands.add(turns);
    operands.add(graph.node("Cast", List.of(graph.scalar(1)), "to", ElementType.BOOL.onnx));
    operands.addAll(before.values());
    List<String> results = new ArrayList<>();
    before.values().forEach(unused -> results.add(graph.fresh().name()));
    results.add(TOKENS);
    graph.nodes("", "Loop", operands, results, "body", body);
    graph.output(TOKENS, ElementType.INT64, "turns done", "rows", turnTokens());
    return graph;
  }

  private int turnTokens() {
    return tokensOfTurn(grammar);
  }

  private State prefill() {
    Value ids = graph.input(IDS, ElementType.INT64, "rows", "time");
    Value ends = graph.input(ENDS, ElementType.INT32, "rows");
    Value last = graph.input(LAST, ElementType.INT64, "rows", 1);
    State state = new State();
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
    state.lengths = graph.node("Add", List.of(ends, one()));
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

  private Value one() {
    return graph.node("Cast", List.of(graph.constant(1)), "to", ElementType.INT32.onnx);
  }

  /** {@code [rows, 1, features]} to {@code [rows, features]}. */
  private static Value squeezed(OnnxGraph graph, Value x) {
    return graph.node("Squeeze", List.of(x, graph.constant(1)));
  }

  /** The loop's body. */
  private OnnxGraph turn(Value uniforms) {
    Value capacity = graph.input(CAPACITY, ElementType.INT32);
    Value leastRows = graph.input(LEAST_ROWS, ElementType.FLOAT);
    Value one = one();
    OnnxGraph body = graph.body();
    Value turn = body.input(body.fresh().name(), ElementType.INT64);
    body.input(body.fresh().name(), ElementType.BOOL);
    State state = carried(body);
    LoopOps ops = new LoopOps(body, parts, weights, state.caches);
    List<Value> uniform = uniforms(body, uniforms, turn);
    List<Value> drawn = new ArrayList<>();
    for (int frame = 0; frame < framesOfTurn(grammar); frame++) {
      for (int slot = 0; slot < grammar.slots(); slot++) {
        Value index = draw(ops, state, slot, uniform.get(drawn.size()));
        drawn.add(index);
        if (slot == 0) {
          state.live = body.node("Mul", List.of(state.live, spoke(body, index)));
        }
        step(ops, state, token(body, slot, index), capacity, one);
      }
    }
    Value rows = body.node("ReduceSum", List.of(state.live), "keepdims", 0);
    Value more = body.node("GreaterOrEqual", List.of(rows, leastRows));
    body.output(more.name(), ElementType.BOOL);
    outputs(body, state);
    Value tokens = body.node("Concat", drawn, "axis", 1);
    body.output(tokens.name(), ElementType.INT64, "rows", turnTokens());
    return body;
  }

  private State carried(OnnxGraph body) {
    State state = new State();
    state.hidden =
        body.input(body.fresh().name(), parts.precision().compute(), "rows", config.hiddenSize());
    state.lengths = body.input(body.fresh().name(), ElementType.INT32, "rows");
    state.live = body.input(body.fresh().name(), ElementType.FLOAT, "rows", 1);
    ranges(grammar)
        .forEach(
            (first, tokens) ->
                state.penalties.put(
                    first,
                    new LoopDraw.Penalty(
                        body.input(body.fresh().name(), ElementType.FLOAT, "rows", tokens),
                        body.input(body.fresh().name(), ElementType.FLOAT, "rows", tokens))));
    for (Value[] cache : List.of(state.caches.keys, state.caches.values)) {
      for (int layer = 0; layer < cache.length; layer++) {
        cache[layer] = body.input(body.fresh().name(), parts.precision().compute(), cacheShape());
      }
    }
    return state;
  }

  private void outputs(OnnxGraph body, State state) {
    ElementType compute = parts.precision().compute();
    body.output(state.hidden.name(), compute, "rows", config.hiddenSize());
    body.output(state.lengths.name(), ElementType.INT32, "rows");
    body.output(state.live.name(), ElementType.FLOAT, "rows", 1);
    state.penalties.forEach(
        (first, penalty) -> {
          int tokens = ranges(grammar).get(first);
          body.output(penalty.scale().name(), ElementType.FLOAT, "rows", tokens);
          body.output(penalty.slope().name(), ElementType.FLOAT, "rows", tokens);
        });
    for (Value[] cache : List.of(state.caches.keys, state.caches.values)) {
      for (Value value : cache) {
        body.output(value.name(), compute, cacheShape());
      }
    }
  }

  private Object[] cacheShape() {
    int headSize = OnnxHeads.cachedHeadSize(config.headSize());
    return new Object[] {"rows", config.keyValueHeads(), "capacity", headSize};
  }

  /** The numbers of this turn, {@code [rows, 1]} for each token. */
  private List<Value> uniforms(OnnxGraph body, Value uniforms, Value turn) {
    Value all = body.node("Gather", List.of(uniforms, turn), "axis", 0);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < turnTokens(); i++) {
      names.add(body.fresh().name());
    }
    return body.nodes("", "Split", List.of(all), names, "axis", 1, "num_outputs", turnTokens());
  }

  private Value draw(LoopOps ops, State state, int slot, Value uniform) {
    OnnxGraph body = ops.graph;
    int first = grammar.firstTokens().get(slot);
    Value logits = head(body, state.hidden, first, grammar.codes());
    if (slot == 0) {
      Value stop = head(body, state.hidden, grammar.stopToken(), 1);
      logits = body.node("Concat", List.of(logits, stop), "axis", 1);
    }
    int candidates = grammar.codes() + (slot == 0 ? 1 : 0);
    LoopDraw.Penalty all = state.penalties.get(first);
    LoopDraw.Penalty penalty =
        candidates == ranges(grammar).get(first)
            ? all
            : new LoopDraw.Penalty(codesOf(body, all.scale()), codesOf(body, all.slope()));
    LoopDraw.Depth depth = depths.computeIfAbsent(candidates, draws::depth);
    Value scores = ops.cast(logits, ops.compute, ElementType.FLOAT);
    Value index = draws.draw(body, scores, penalty, depth, uniform);
    state.penalties.put(first, draws.seen(body, all, index));
    return index;
  }

  private Value head(OnnxGraph body, Value hidden, int first, int rows) {
    Value w = weights.head(parts.headModule(), first, rows);
    return body.node(MICROSOFT, "FusedMatMul", List.of(hidden, w), "transB", 1);
  }

  /** A range's factors without the stop token's. */
  private Value codesOf(OnnxGraph body, Value factors) {
    return body.node(
        "Slice",
        List.of(factors, body.constant(0), body.constant(grammar.codes()), body.constant(1)));
  }

  /** Token ids from indices of a slot. */
  private Value token(OnnxGraph body, int slot, Value index) {
    int first = grammar.firstTokens().get(slot);
    if (slot > 0) {
      return body.node("Add", List.of(index, body.constant(first)));
    }
    long[] ids = new long[grammar.codes() + 1];
    for (int code = 0; code < grammar.codes(); code++) {
      ids[code] = first + code;
    }
    ids[grammar.codes()] = grammar.stopToken();
    return body.node("Gather", List.of(graph.constant(ids), index));
  }

  /** 1 where a code was drawn, 0 for the stop token. */
  private Value spoke(OnnxGraph body, Value index) {
    Value code = body.node("Less", List.of(index, body.constant(grammar.codes())));
    return body.node("Cast", List.of(code), "to", ElementType.FLOAT.onnx);
  }

  private void step(LoopOps ops, State state, Value token, Value capacity, Value one) {
    OnnxGraph body = ops.graph;
    Value lengths = state.lengths;
    // More than any row's positions, but then it is the same for every step.
    state.caches.at(lengths, capacity, () -> position(body, lengths));
    state.hidden = squeezed(body, parts.network().forwardIds(ops, token));
    state.lengths = body.node("Add", List.of(lengths, one));
  }

  /** {@code [rows, 1]}: the place of the new token of each row. */
  private static Value position(OnnxGraph body, Value lengths) {
    Value wide = body.node("Cast", List.of(lengths), "to", ElementType.INT64.onnx);
    return body.node("Unsqueeze", List.of(wide, body.constant(1)));
  }
}
