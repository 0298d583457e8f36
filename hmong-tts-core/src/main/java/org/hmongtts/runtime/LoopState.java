package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.OnnxGraph.Value;

/** What the loop of a {@link LoopGraph} carries from turn to turn. */
final class LoopState {

  Value hidden; // [rows, features]
  Value lengths; // int32 [rows]
  Value live; // [rows, 1], 1 or 0
  final Map<Integer, LoopDraw.Penalty> penalties = new LinkedHashMap<>();
  final LoopOps.Caches caches;

  LoopState(int layers) {
    caches = new LoopOps.Caches(layers);
  }

  /** All of it, in one order. */
  List<Value> values() {
    List<Value> values = new ArrayList<>(List.of(hidden, lengths, live));
    penalties.values().forEach(penalty -> values.addAll(List.of(penalty.scale(), penalty.slope())));
    values.addAll(List.of(caches.keys));
    values.addAll(List.of(caches.values));
    return values;
  }

  /** Declares all of it as inputs of the loop's body. */
  static LoopState carried(OnnxGraph body, Decoder.Parts parts, FrameGrammar grammar) {
    LlamaConfig config = parts.network().config();
    LoopState state = new LoopState(config.layers());
    state.hidden =
        body.input(body.fresh().name(), parts.arithmetic().compute(), "rows", config.hiddenSize());
    state.lengths = body.input(body.fresh().name(), ElementType.INT32, "rows");
    state.live = body.input(body.fresh().name(), ElementType.FLOAT, "rows", 1);
    LoopGraph.ranges(grammar)
        .forEach(
            (first, tokens) ->
                state.penalties.put(
                    first,
                    new LoopDraw.Penalty(
                        body.input(body.fresh().name(), ElementType.FLOAT, "rows", tokens),
                        body.input(body.fresh().name(), ElementType.FLOAT, "rows", tokens))));
    for (Value[] cache : List.of(state.caches.keys, state.caches.values)) {
      for (int layer = 0; layer < cache.length; layer++) {
        cache[layer] =
            body.input(body.fresh().name(), parts.arithmetic().compute(), cacheShape(config));
      }
    }
    return state;
  }

  /** Declares all of it as outputs of the loop's body. */
  void carry(OnnxGraph body, Decoder.Parts parts, FrameGrammar grammar) {
    LlamaConfig config = parts.network().config();
    ElementType compute = parts.arithmetic().compute();
    body.output(hidden.name(), compute, "rows", config.hiddenSize());
    body.output(lengths.name(), ElementType.INT32, "rows");
    body.output(live.name(), ElementType.FLOAT, "rows", 1);
    penalties.forEach(
        (first, penalty) -> {
          int tokens = LoopGraph.ranges(grammar).get(first);
          body.output(penalty.scale().name(), ElementType.FLOAT, "rows", tokens);
          body.output(penalty.slope().name(), ElementType.FLOAT, "rows", tokens);
        });
    for (Value[] cache : List.of(caches.keys, caches.values)) {
      for (Value value : cache) {
        body.output(value.name(), compute, cacheShape(config));
      }
    }
  }

  private static Object[] cacheShape(LlamaConfig config) {
    int headSize = OnnxHeads.cachedHeadSize(config.headSize());
    return new Object[] {"rows", config.keyValueHeads(), "capacity", headSize};
  }
}
