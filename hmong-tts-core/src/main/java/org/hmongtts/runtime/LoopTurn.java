package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits the body of the loop of a {@link LoopGraph}: one turn. All slots of a frame are unrolled.
 * So each reads its own rows of the output head and its own penalties without any selection, and
 * the loop's condition, for which the processor waits, comes once a turn.
 */
final class LoopTurn {

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
    Value one = LoopGraph.one(graph);
    OnnxGraph body = graph.body();
    Value turn = body.input(body.fresh().name(), ElementType.INT64);
    body.input(body.fresh().name(), ElementType.BOOL);
    LoopState state = LoopState.carried(body, parts, grammar);
    LoopOps ops = new LoopOps(body, parts, weights, state.caches);
    List<Value> uniform = uniforms(body, uniforms, turn);
    List<Value> drawn = new ArrayList<>();
    for (int frame = 0; frame < LoopGraph.framesOfTurn(grammar); frame++) {
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
    state.carry(body, parts, grammar);
    Value tokens = body.node("Concat", drawn, "axis", 1);
    body.output(tokens.name(), ElementType.INT64, "rows", LoopGraph.tokensOfTurn(grammar));
    return body;
  }

  /** The numbers of this turn, {@code [rows, 1]} for each token. */
  private List<Value> uniforms(OnnxGraph body, Value uniforms, Value turn) {
    Value all = body.node("Gather", List.of(uniforms, turn), "axis", 0);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < LoopGraph.tokensOfTurn(grammar); i++) {
      names.add(body.fresh().name());
    }
    return body.nodes(
        "",
        "Split",
        List.of(all),
        names,
        "axis",
        1,
        "num_outputs",
        LoopGraph.tokensOfTurn(grammar));
  }

  private Value draw(LoopOps ops, LoopState state, int slot, Value uniform) {
    OnnxGraph body = ops.graph;
    int first = grammar.firstTokens().get(slot);
    String head = parts.headModule();
    Value logits = weights.head(body, state.hidden, head, first, grammar.codes());
    if (slot == 0) {
      Value stop = weights.head(body, state.hidden, head, grammar.stopToken(), 1);
      logits = body.node("Concat", List.of(logits, stop), "axis", 1);
    }
    int candidates = grammar.codes() + (slot == 0 ? 1 : 0);
    LoopDraw.Penalty all = state.penalties.get(first);
    LoopDraw.Penalty penalty =
        candidates == LoopGraph.ranges(grammar).get(first)
            ? all
            : new LoopDraw.Penalty(codesOf(body, all.scale()), codesOf(body, all.slope()));
    LoopDraw.Depth depth = depths.computeIfAbsent(candidates, draws::depth);
    Value scores = ops.cast(logits, ops.compute, ElementType.FLOAT);
    Value index = draws.draw(body, scores, penalty, depth, uniform);
    state.penalties.put(first, draws.seen(body, all, index));
    return index;
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

  private void step(LoopOps ops, LoopState state, Value token, Value capacity, Value one) {
    OnnxGraph body = ops.graph;
    Value lengths = state.lengths;
    // More than any row's positions, but then it is the same for every step.
    state.caches.at(lengths, capacity, () -> position(body, lengths));
    state.hidden = LoopGraph.squeezed(body, parts.network().forwardIds(ops, token));
    state.lengths = body.node("Add", List.of(lengths, one));
  }

  /** {@code [rows, 1]}: the place of the new token of each row. */
  private static Value position(OnnxGraph body, Value lengths) {
    Value wide = body.node("Cast", List.of(lengths), "to", ElementType.INT64.onnx);
    return body.node("Unsqueeze", List.of(wide, body.constant(1)));
  }
}
