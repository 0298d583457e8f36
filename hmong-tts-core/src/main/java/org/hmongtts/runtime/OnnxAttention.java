package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits causal attention with a cache: ONNX Runtime's fused operator, with what that leaves out
 * around it.
 */
final class OnnxAttention {

  /** Names of the inputs and outputs that attention adds to a graph. */
  static final String POSITIONS = "position_ids";

  static final String LENGTHS = "seqlens_k";
  static final String TOTAL_LENGTH = "total_sequence_length";

  private final OnnxOps ops;
  private final OnnxGraph graph;
  private final OnnxHeads heads;
  private final boolean positionsGiven;

  /** See {@link OnnxOps} for the parameters. */
  OnnxAttention(OnnxOps ops, boolean positionsGiven) {
    this.ops = ops;
    this.graph = ops.graph;
    this.heads = new OnnxHeads(graph);
    this.positionsGiven = positionsGiven;
  }

  static String pastKey(int layer) {
    return "past." + layer + ".key";
  }

  static String pastValue(int layer) {
    return "past." + layer + ".value";
  }

  static String presentKey(int layer) {
    return "present." + layer + ".key";
  }

  static String presentValue(int layer) {
    return "present." + layer + ".value";
  }

  /** Attention of a layer whose keys and values are inputs and outputs of the graph. */
  Value causal(int layer, List<Value> qkv, AttentionShape shape) {
    Value ids = ops.input(POSITIONS, ElementType.INT64, "batch", "time");
    Object[] cache = {
      "batch", shape.keyValueHeads(), "capacity", OnnxHeads.cachedHeadSize(shape.headSize())
    };
    Value attended =
        attend(
            qkv,
            shape,
            new Cache(
                ops.input(pastKey(layer), ops.compute, cache),
                ops.input(pastValue(layer), ops.compute, cache),
                ops.input(LENGTHS, ElementType.INT32, "batch"),
                ops.input(TOTAL_LENGTH, ElementType.INT32),
                () -> ids,
                presentKey(layer),
                presentValue(layer)));
    graph.output(presentKey(layer), ops.compute, cache);
    graph.output(presentValue(layer), ops.compute, cache);
    return attended;
  }

  /**
   * What one attention reads and writes.
   *
   * @param key past keys
   * @param value past values
   * @param lengths {@code int32 [batch]}, the positions of each row less 1
   * @param total {@code int32} without dimensions, the positions of the longest row
   * @param positions ids of the new positions, where the fused operator cannot count them itself
   * @param presentKey name of the keys that it writes
   * @param presentValue name of the values that it writes
   */
  record Cache(
      Value key,
      Value value,
      Value lengths,
      Value total,
      Supplier<Value> positions,
      String presentKey,
      String presentValue) {}

  /** Whether one operator does all of attention, rotary positions too. */
  boolean fused(AttentionShape shape) {
    return OnnxHeads.cachedHeadSize(shape.headSize()) == shape.headSize() && !positionsGiven;
  }

  /**
   * @param qkv queries, keys and values, or all three in one tensor if {@link #fused}
   */
  Value attend(List<Value> qkv, AttentionShape shape, Cache cache) {
    Value cosines = ops.cosines(shape.rotary());
    Value sines = ops.sines(shape.rotary());
    boolean fused = fused(shape);
    int size = shape.headSize();
    List<Value> operands = new ArrayList<>();
    if (fused) {
      operands.addAll(qkv);
      operands.addAll(Collections.nCopies(3 - qkv.size(), null));
    } else {
      Value ids = cache.positions().get();
      operands.add(heads.rotatedAndPadded(qkv.get(0), ids, cosines, sines, size));
      operands.add(heads.rotatedAndPadded(qkv.get(1), ids, cosines, sines, size));
      operands.add(heads.padded(qkv.get(2), size));
    }
    operands.addAll(List.of(cache.key(), cache.value(), cache.lengths(), cache.total()));
    if (fused) {
      operands.addAll(List.of(cosines, sines));
    }
    List<Value> results =
        graph.nodes(
            MICROSOFT,
            "GroupQueryAttention",
            operands,
            List.of(graph.fresh().name(), cache.presentKey(), cache.presentValue()),
            "num_heads",
            shape.heads(),
            "kv_num_heads",
            shape.keyValueHeads(),
            "do_rotary",
            fused ? 1 : 0,
            "scale",
            (float) (1 / Math.sqrt(size)));
    return fused ? results.get(0) : heads.unpadded(results.get(0), size);
  }
}
