package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * A quantised matrix in a graph.
 *
 * @param quantization how it is quantised
 * @param packed {@code uint8 [out, blocks, bytes of a block]}
 * @param scales {@code [out · blocks]}, of the type that is computed in
 * @param type that type
 * @param out rows
 * @param in columns
 */
record BlockCodes(
    BlockQuantization quantization,
    Value packed,
    Value scales,
    ElementType type,
    long out,
    long in) {

  /** Accumulate in 32-bit integers from activations quantised to 8 bits: the fast CPU kernel. */
  private static final int ACCURACY_LEVEL = 4;

  /** A run of rows of a module's weight as it is stored; they are not copied. */
  static BlockCodes stored(OnnxOps ops, TensorSource tensors, String module, int first, int rows) {
    BlockQuantization quantization = ops.quantizationOf(module).orElseThrow();
    OnnxGraph graph = ops.graph;
    String codes = quantization.packedName(module);
    String scales = quantization.scalesName(module);
    long in = tensors.shape(module + ".weight")[1];
    int blocks = quantization.blocks(in);
    String part = "." + first + "." + rows;
    return new BlockCodes(
        quantization,
        graph.weight(codes + part, tensors.weight(codes).rows(first, rows)),
        ops.cast(
            graph.weight(scales + part, tensors.weight(scales).rows(first * blocks, rows * blocks)),
            ElementType.FLOAT,
            ops.compute),
        ops.compute,
        rows,
        in);
  }

  /** Matrices of equally many columns one below the other. */
  static BlockCodes joined(OnnxGraph graph, List<BlockCodes> parts) {
    BlockCodes first = parts.get(0);
    return new BlockCodes(
        first.quantization,
        graph.node(
            "Concat",
            parts.stream().map(BlockCodes::packed).collect(Collectors.toList()),
            "axis",
            0),
        graph.node(
            "Concat",
            parts.stream().map(BlockCodes::scales).collect(Collectors.toList()),
            "axis",
            0),
        first.type,
        parts.stream().mapToLong(BlockCodes::out).sum(),
        first.in);
  }

  /** {@code x · Wᵀ}, and a bias if there is one, written under the name of {@code y}. */
  Value product(OnnxGraph graph, Value x, Optional<Value> bias, Value y) {
    List<Value> operands = new ArrayList<>(List.of(x, packed, scales));
    if (bias.isPresent()) {
      operands.addAll(Arrays.asList(null, null, bias.get())); // no zero points, no order
    }
    return graph
        .nodes(
            OnnxGraph.MICROSOFT,
            "MatMulNBits",
            operands,
            List.of(y.name()),
            "K",
            in,
            "N",
            out,
            "bits",
            quantization.bits(),
            "block_size",
            quantization.blockSize(),
            "accuracy_level",
            ACCURACY_LEVEL)
        .get(0);
  }

  /**
   * What the codes stand for, changed where there is a change, and quantised again as {@link
   * BlockQuantization#quantizeRow} does with 8 bits. No change gives these very codes.
   *
   * @param rank {@code int64 [1]}, 0 for no change
   * @param change adds nodes to a graph that make other weights {@code [out, in]} of 32-bit floats
   */
  BlockCodes changed(OnnxGraph graph, Value rank, BiFunction<OnnxGraph, Value, Value> change) {
    // Sizes as they are (0), but known at run time only: ONNX Runtime would compute with constants
    // when it loads, and keep the 32-bit floats.
    Value same = graph.node("Mul", List.of(rank, graph.constant(0)));
    Value allSame = graph.node("Concat", List.of(same, same, same), "axis", 0);
    BlockCodes here =
        new BlockCodes(
            quantization,
            graph.node("Reshape", List.of(packed, allSame)),
            graph.node("Reshape", List.of(scales, same)),
            type,
            out,
            in);

    OnnxGraph changing = graph.body();
    BlockCodes other = quantized(changing, change.apply(changing, here.floats(changing)));
    other.outputs(changing);
    OnnxGraph keeping = graph.body();
    here.outputs(keeping);
    List<Value> chosen =
        graph.nodes(
            "",
            "If",
            List.of(graph.node("Cast", List.of(rank), "to", ElementType.BOOL.onnx)),
            List.of(graph.fresh().name(), graph.fresh().name()),
            "then_branch",
            changing,
            "else_branch",
            keeping);
    return new BlockCodes(quantization, chosen.get(0), chosen.get(1), type, out, in);
  }

  private void outputs(OnnxGraph branch) {
    int blocks = quantization.blocks(in);
    branch.output(
        branch.fresh().name(), packed, ElementType.UINT8, out, blocks, quantization.blockSize());
    branch.output(branch.fresh().name(), scales, type, out * blocks);
  }

  /** The weights {@code [out, in]} that the codes stand for, as 32-bit floats. */
  private Value floats(OnnxGraph graph) {
    int blocks = quantization.blocks(in);
    Value wide = graph.node("Cast", List.of(packed), "to", ElementType.FLOAT.onnx);
    Value steps = graph.node("Sub", List.of(wide, graph.scalar(quantization.zero())));
    Value factors = graph.node("Cast", List.of(scales), "to", ElementType.FLOAT.onnx);
    Value each = graph.node("Reshape", List.of(factors, graph.constant(out, blocks, 1)));
    Value weights = graph.node("Mul", List.of(steps, each));
    Value rows = graph.node("Reshape", List.of(weights, graph.constant(0, -1)));
    return padding() == 0
        ? rows
        : graph.node(
            "Slice", List.of(rows, graph.constant(0), graph.constant(in), graph.constant(1)));
  }

  /** Weights that the last block of a row has too many. */
  private long padding() {
    return (long) quantization.blocks(in) * quantization.blockSize() - in;
  }

  private BlockCodes quantized(OnnxGraph graph, Value weights) {
    Value padded =
        padding() == 0
            ? weights
            : graph.node("Pad", List.of(weights, graph.constant(0, 0, 0, padding())));
    Value split =
        graph.node("Reshape", List.of(padded, graph.constant(out, -1, quantization.blockSize())));
    Value largest =
        graph.node(
            "ReduceMax",
            List.of(graph.node("Abs", List.of(split)), graph.constant(2)),
            "keepdims",
            1);
    Value exact = graph.node("Div", List.of(largest, graph.scalar(quantization.steps())));
    Value scale = graph.node("Cast", List.of(exact), "to", ElementType.BFLOAT16.onnx);
    Value step = graph.node("Cast", List.of(scale), "to", ElementType.FLOAT.onnx);
    Value positive = graph.node("Max", List.of(step, graph.scalar(Float.MIN_NORMAL)));
    Value steps = graph.node("Div", List.of(split, positive));
    // All are positive then, so that the cast rounds down and the whole to the nearest.
    Value codes = graph.node("Add", List.of(steps, graph.scalar(quantization.zero() + 0.5f)));
    return new BlockCodes(
        quantization,
        graph.node("Cast", List.of(codes), "to", ElementType.UINT8.onnx),
        graph.node(
            "Cast",
            List.of(graph.node("Reshape", List.of(step, graph.constant(-1)))),
            "to",
            type.onnx),
        type,
        out,
        in);
  }
}
