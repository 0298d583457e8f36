package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.List;
import org.hmongtts.network.RotaryFrequencies;
import org.hmongtts.runtime.OnnxGraph.Value;

/** What attention does to single heads, where ONNX Runtime has no fused operator for it. */
final class OnnxHeads {

  // GroupQueryAttention takes heads of a multiple of 8; others are rotated before it and padded.
  private static final int HEAD_MULTIPLE = 8;

  private final OnnxGraph graph;

  OnnxHeads(OnnxGraph graph) {
    this.graph = graph;
  }

  /** The size of a head in the key/value cache. */
  static int cachedHeadSize(int headSize) {
    return (headSize + HEAD_MULTIPLE - 1) / HEAD_MULTIPLE * HEAD_MULTIPLE;
  }

  private Value split(Value x, int headSize) {
    return graph.node("Reshape", List.of(x, graph.constant(0, 0, -1, headSize)));
  }

  /** Heads with rotary positions applied, then {@link #padded}. */
  Value rotatedAndPadded(Value x, Value ids, Value cosines, Value sines, int headSize) {
    Value axis = graph.constant(2);
    Value cos = graph.node("Unsqueeze", List.of(graph.node("Gather", List.of(cosines, ids)), axis));
    Value sin = graph.node("Unsqueeze", List.of(graph.node("Gather", List.of(sines, ids)), axis));
    return pad(rotateHalves(split(x, headSize), cos, sin, 3), headSize);
  }

  /** Zeros behind each head change neither its scores nor what is read. */
  Value padded(Value x, int headSize) {
    return pad(split(x, headSize), headSize);
  }

  private Value pad(Value heads, int headSize) {
    int zeros = cachedHeadSize(headSize) - headSize;
    Value wide = graph.node("Pad", List.of(heads, graph.constant(0, 0, 0, 0, 0, 0, 0, zeros)));
    return graph.node("Reshape", List.of(wide, graph.constant(0, 0, -1)));
  }

  /** Takes the zeros of {@link #padded} away again. */
  Value unpadded(Value x, int headSize) {
    Value part =
        graph.node(
            "Slice",
            List.of(
                split(x, cachedHeadSize(headSize)),
                graph.constant(0),
                graph.constant(headSize),
                graph.constant(3)));
    return graph.node("Reshape", List.of(part, graph.constant(0, 0, -1)));
  }

  /** {@code [x1·cos − x2·sin, x2·cos + x1·sin]} over the halves x1, x2 of the axis. */
  private Value rotateHalves(Value x, Value cos, Value sin, int axis) {
    String first = "half" + graph.freshNumber();
    List<Value> halves =
        graph.nodes(
            "",
            "Split",
            List.of(x),
            List.of(first + "a", first + "b"),
            "axis",
            axis,
            "num_outputs",
            2);
    Value x1 = halves.get(0);
    Value x2 = halves.get(1);
    return graph.node(
        "Concat",
        List.of(
            graph.node("Sub", List.of(multiply(x1, cos), multiply(x2, sin))),
            graph.node("Add", List.of(multiply(x2, cos), multiply(x1, sin)))),
        "axis",
        axis);
  }

  /** See {@link org.hmongtts.network.Ops#windowAttention}. */
  Value windowAttention(Value qkv, int headSize, int window) {
    RotaryFrequencies rotary = RotaryFrequencies.plain(10_000, headSize);
    Value cos = graph.constant(rotary.cosines(window), window, rotary.pairs());
    Value sin = graph.constant(rotary.sines(window), window, rotary.pairs());
    String part = "qkv" + graph.freshNumber();
    List<Value> parts =
        graph.nodes(
            "",
            "Split",
            List.of(qkv),
            List.of(part + "q", part + "k", part + "v"),
            "axis",
            2,
            "num_outputs",
            3);
    Value q = rotateHalves(windows(parts.get(0), headSize, window), cos, sin, 4);
    Value k = rotateHalves(windows(parts.get(1), headSize, window), cos, sin, 4);
    Value v = windows(parts.get(2), headSize, window);
    Value scores =
        graph.node(
            MICROSOFT,
            "FusedMatMul",
            List.of(q, k),
            "transB",
            1,
            "alpha",
            (float) (1 / Math.sqrt(headSize)));
    Value attended =
        graph.node("MatMul", List.of(graph.node("Softmax", List.of(scores), "axis", -1), v));
    // [batch, windows, heads, window, headSize] back to [batch, time, features]
    Value inOrder = graph.node("Transpose", List.of(attended), "perm", new long[] {0, 1, 3, 2, 4});
    return graph.node("Reshape", List.of(inOrder, graph.node("Shape", List.of(parts.get(0)))));
  }

  /** {@code [batch, time, features]} to {@code [batch, windows, heads, window, headSize]}. */
  private Value windows(Value x, int headSize, int window) {
    Value shape = graph.node("Shape", List.of(x));
    Value batch = graph.node("Slice", List.of(shape, graph.constant(0), graph.constant(1)));
    Value features = graph.node("Slice", List.of(shape, graph.constant(2), graph.constant(3)));
    Value heads = graph.node("Div", List.of(features, graph.constant(headSize)));
    Value target =
        graph.node(
            "Concat",
            List.of(
                batch, graph.constant(-1), graph.constant(window), heads, graph.constant(headSize)),
            "axis",
            0);
    return graph.node(
        "Transpose",
        List.of(graph.node("Reshape", List.of(x, target))),
        "perm",
        new long[] {0, 1, 3, 2, 4});
  }

  private Value multiply(Value a, Value b) {
    return graph.node("Mul", List.of(a, b));
  }
}
