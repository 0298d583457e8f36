package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits the body of the loop of a {@link LoopGraph}: one turn. All slots of a frame are unrolled.
 * So each reads its own rows of the output head and its own penalties without any selection, and
 * the loop's condition, for which the processor waits, comes once a turn.
 */
final class LoopTurn {

  /** The head's rows are filled up to a multiple: kernels of quantised weights ask for 8 or 16. */
  private static final int HEAD_MULTIPLE = 16;

  private final OnnxGraph graph;
  private final Decoder.Parts parts;
  private final FrameGrammar grammar;
  private final LoopWeights weights;
  private final LoopDraw draws;
  private final Map<Integer, LoopDraw.Depth> depths = new HashMap<>();

  /**
   * @param graph what holds the loop
   */
  LoopTurn(OnnxGraph graph, Decoder.Parts parts, FrameGrammar grammar, LoopWeights weights) {
    this.graph = graph;
    this.parts = parts;
    this.grammar = grammar;
    this.weights = weights;
    this.draws = new LoopDraw(graph);
  }

  /**
   * @param uniforms see {@link LoopGraph#UNIFORMS}
   */
  OnnxGraph emit(Value uniforms) {
    Value capacity = graph.input(LoopGraph.CAPACITY, ElementType.INT32);
    Value leastRows = graph.input(LoopGraph.LEAST_ROWS, ElementType.FLOAT);
    Value steps = steps();
    OnnxGraph body = graph.body();
    Value turn = body.input(body.fresh().name(), ElementType.INT64);
    body.input(body.fresh().name(), ElementType.BOOL);
    LoopState state = LoopState.carried(body, parts, grammar);
    LoopOps ops = new LoopOps(body, parts, weights, state.caches);
    List<Value> uniform = uniforms(body, uniforms, turn);
    List<Value> lengths = lengths(body, state.lengths, steps);
    List<Value> drawn = new ArrayList<>();
    for (int frame = 0; frame < LoopGraph.framesOfTurn(grammar); frame++) {
      for (int slot = 0; slot < grammar.slots(); slot++) {
        Value index = draw(ops, state, slot, uniform.get(drawn.size()));
        drawn.add(index);
        step(ops, state, token(body, slot, index), capacity);
        state.lengths = lengths.get(drawn.size());
      }
    }
    Value tokens = body.node("Concat", drawn, "axis", 1);
    state.live = body.node("Mul", List.of(state.live, spoke(body, tokens)));
    Value rows = body.node("ReduceSum", List.of(state.live), "keepdims", 0);
    Value more = body.node("GreaterOrEqual", List.of(rows, leastRows));
    body.output(more.name(), ElementType.BOOL);
    state.carry(body, parts, grammar);
    body.output(tokens.name(), ElementType.INT64, "rows", LoopGraph.tokensOfTurn(grammar));
    return body;
  }

  /** The numbers of this turn, {@code [rows, 1]} for each token. */
  private List<Value> uniforms(OnnxGraph body, Value uniforms, Value turn) {
    Value all = body.node("Gather", List.of(uniforms, turn), "axis", 0);
    return split(body, all, 1, LoopGraph.tokensOfTurn(grammar));
  }

  /** {@code int32 [tokens + 1, 1]}: 0, 1, 2 .. */
  private Value steps() {
    long[] steps = LongStream.rangeClosed(0, LoopGraph.tokensOfTurn(grammar)).toArray();
    Value column = graph.node("Unsqueeze", List.of(graph.constant(steps), graph.constant(1)));
    return graph.node("Cast", List.of(column), "to", ElementType.INT32.onnx);
  }

  /** {@code int32 [rows]} before each token of this turn and after the last. */
  private List<Value> lengths(OnnxGraph body, Value before, Value steps) {
    Value all = body.node("Add", List.of(before, steps)); // [tokens + 1, rows]
    Value flat = body.node("Reshape", List.of(all, body.constant(-1)));
    return split(body, flat, 0, LoopGraph.tokensOfTurn(grammar) + 1);
  }

  private static List<Value> split(OnnxGraph body, Value x, int axis, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(body.fresh().name());
    }
    return body.nodes("", "Split", List.of(x), names, "axis", axis, "num_outputs", count);
  }

  private Value draw(LoopOps ops, LoopState state, int slot, Value uniform) {
    OnnxGraph body = ops.graph;
    int first = grammar.firstTokens().get(slot);
    Value logits = weights.head(body, state.hidden, parts.headModule(), headParts(slot));
    int candidates = grammar.codes() + (slot == 0 ? 1 : 0);
    if (slot == 0) {
      logits = columns(body, logits, candidates);
    }
    LoopDraw.Penalty all = state.penalties.get(first);
    LoopDraw.Penalty penalty =
        candidates == LoopGraph.ranges(grammar).get(first)
            ? all
            : new LoopDraw.Penalty(
                columns(body, all.scale(), candidates), columns(body, all.slope(), candidates));
    LoopDraw.Depth depth = depths.computeIfAbsent(candidates, draws::depth);
    Value scores = ops.cast(logits, ops.compute, ElementType.FLOAT);
    Value index = draws.draw(body, scores, penalty, depth, uniform);
    state.penalties.put(first, draws.seen(body, all, index));
    return index;
  }

  /** Rows of the head: a slot's codes and, where one may stop, the stop token, again and again. */
  private List<Decoder.HeadPart> headParts(int slot) {
    List<Decoder.HeadPart> rows = new ArrayList<>();
    rows.add(new Decoder.HeadPart(grammar.firstTokens().get(slot), grammar.codes()));
    if (slot == 0) {
      int stops = HEAD_MULTIPLE - grammar.codes() % HEAD_MULTIPLE;
      rows.addAll(Collections.nCopies(stops, new Decoder.HeadPart(grammar.stopToken(), 1)));
    }
    return rows;
  }

  private static Value columns(OnnxGraph body, Value x, int count) {
    return body.node("Slice", List.of(x, body.constant(0), body.constant(count), body.constant(1)));
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

  /** {@code [rows, 1]}: 1 where only codes were drawn in this turn, 0 where the stop token was. */
  private Value spoke(OnnxGraph body, Value tokens) {
    Value codes = body.node("Less", List.of(tokens, body.constant(grammar.codes())));
    Value ones = body.node("Cast", List.of(codes), "to", ElementType.FLOAT.onnx);
    return body.node("ReduceMin", List.of(ones, body.constant(1)), "keepdims", 1);
  }

  private void step(LoopOps ops, LoopState state, Value token, Value capacity) {
    OnnxGraph body = ops.graph;
    Value lengths = state.lengths;
    // More than any row's positions, but then it is the same for every step.
    state.caches.at(lengths, capacity, () -> position(body, lengths));
    state.hidden = LoopGraph.squeezed(body, parts.network().forwardIds(ops, token));
  }

  /** {@code [rows, 1]}: the place of the new token of each row. */
  private static Value position(OnnxGraph body, Value lengths) {
    Value wide = body.node("Cast", List.of(lengths), "to", ElementType.INT64.onnx);
    return body.node("Unsqueeze", List.of(wide, body.constant(1)));
  }
}
