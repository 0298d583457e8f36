package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.network.RotaryFrequencies;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits a decoder with as few nodes as possible, as a GPU wants it: a small product takes less time
 * there than its launch. So sums wait for the norm that follows them and become one node with it,
 * and products of queries, keys and values wait for their attention and become one product. Weights
 * lie in the graph around the loop; keys and values are kept by {@link #caches}.
 */
final class LoopOps extends OnnxOps {

  /** A product that waits until it is used. */
  private record Product(Value x, String module) {}

  private final LoopWeights weights;
  private final Caches caches;
  private final Map<Value, Product> products = new HashMap<>();
  private final Map<Value, List<Value>> sums = new HashMap<>();

  LoopOps(OnnxGraph graph, Decoder.Parts parts, LoopWeights weights, Caches caches) {
    super(graph, parts.tensors(), AdapterInputs.NONE, 0, false, false, parts.arithmetic());
    this.weights = weights;
    this.caches = caches;
  }

  /** Where attention finds keys and values, and what it left there. */
  static final class Caches {
    final Value[] keys;
    final Value[] values;
    private Value lengths;
    private Value total;
    private Supplier<Value> positions;

    Caches(int layers) {
      keys = new Value[layers];
      values = new Value[layers];
    }

    /** Sets where the next positions begin; see {@link OnnxAttention.Cache}. */
    void at(Value newLengths, Value newTotal, Supplier<Value> newPositions) {
      lengths = newLengths;
      total = newTotal;
      positions = newPositions;
    }
  }

  @Override
  Value weight(String name) {
    return weights.tensor(name);
  }

  @Override
  Value cosines(RotaryFrequencies rotary) {
    return weights.cosines(rotary);
  }

  @Override
  Value sines(RotaryFrequencies rotary) {
    return weights.sines(rotary);
  }

  @Override
  public Value linear(Value x, String module) {
    Value y = graph.fresh();
    products.put(y, new Product(x, module));
    return y;
  }

  /** A product, computed if it was still waiting. */
  private Value made(Value y) {
    Product waiting = products.remove(y);
    return waiting == null ? y : product(waiting.x, List.of(waiting.module), y);
  }

  private Value product(Value x, List<String> modules, Value y) {
    weights.product(graph, x, modules, y);
    return y;
  }

  /** A sum of the residual stream; computed by the norm that reads it, before anything else may. */
  @Override
  public Value add(Value a, Value b) {
    Value sum = graph.fresh();
    sums.put(sum, List.of(made(a), made(b)));
    return sum;
  }

  @Override
  public Value rmsNorm(Value x, String module, float epsilon) {
    List<Value> sum = sums.remove(x);
    if (sum == null) {
      return super.rmsNorm(x, module, epsilon);
    }
    Value normed = graph.fresh();
    graph.nodes(
        MICROSOFT,
        "SkipSimplifiedLayerNormalization",
        List.of(sum.get(0), sum.get(1), weight(module + ".weight")),
        List.of(normed.name(), "", "", x.name()),
        "epsilon",
        epsilon);
    return normed;
  }

  @Override
  public Value rmsNormPerHead(Value x, String module, float epsilon, int headSize) {
    return super.rmsNormPerHead(made(x), module, epsilon, headSize);
  }

  @Override
  public Value multiply(Value a, Value b) {
    return super.multiply(made(a), made(b));
  }

  @Override
  public Value silu(Value x) {
    return super.silu(made(x));
  }

  @Override
  public Value gated(Value x, String gate, String up) {
    if (!weights.lieTogether(gate, up)) {
      return super.gated(x, gate, up);
    }
    Value both = product(x, List.of(gate, up), graph.fresh());
    List<Value> halves =
        graph.nodes(
            "",
            "Split",
            List.of(both, graph.constant(weights.outputs(gate), weights.outputs(up))),
            List.of(graph.fresh().name(), graph.fresh().name()),
            "axis",
            -1);
    return multiply(silu(halves.get(0)), halves.get(1));
  }

  @Override
  public Value causalAttention(int layer, Value q, Value k, Value v, AttentionShape shape) {
    Value presentKey = graph.fresh();
    Value presentValue = graph.fresh();
    OnnxAttention.Cache cache =
        new OnnxAttention.Cache(
            caches.keys[layer],
            caches.values[layer],
            caches.lengths,
            caches.total,
            caches.positions,
            presentKey.name(),
            presentValue.name());
    boolean together =
        attention.fused(shape)
            && products.containsKey(q)
            && products.containsKey(k)
            && products.containsKey(v);
    List<Value> qkv = together ? List.of(packed(q, k, v)) : List.of(made(q), made(k), made(v));
    Value attended = attention.attend(qkv, shape, cache);
    caches.keys[layer] = presentKey;
    caches.values[layer] = presentValue;
    return attended;
  }

  private Value packed(Value q, Value k, Value v) {
    Product first = products.remove(q);
    List<String> modules =
        List.of(first.module, products.remove(k).module, products.remove(v).module);
    return product(first.x, modules, graph.fresh());
  }
}
