package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.network.Convolution;
import org.hmongtts.network.Ops;
import org.hmongtts.network.RotaryFrequencies;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits a network as an ONNX graph for ONNX Runtime: standard operators where they are fast, its
 * own fused ones ({@code com.microsoft}) elsewhere. Weights are used as stored, {@code [out, in]}:
 * a transposed copy would double their memory.
 */
class OnnxOps implements Ops<Value> {

  /** Weights up to this size are copied into the graph, where the optimiser can fold them. */
  private static final int INLINE_BYTES = 64 << 10;

  final OnnxGraph graph;
  final OnnxAttention attention;
  private final TensorSource tensors;
  private final AdapterInputs adapters;
  private final OnnxLora lora;
  private final int positions;
  private final boolean noise;
  private final Optional<BlockQuantization> quantization;
  final ElementType compute;
  boolean chunked;
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<RotaryFrequencies, Value> cosineTables = new HashMap<>();
  private final Map<RotaryFrequencies, Value> sineTables = new HashMap<>();

  /**
   * @param adapters what adapters may change at run time
   * @param positions rows of the rotary tables: no position id may reach it
   * @param positionsGiven whether {@link OnnxAttention#POSITIONS} may differ from the places in the
   *     cache, which the fused operator counts by itself
   * @param noise whether codec noise is an input of the graph, or left out
   * @param arithmetic how products are computed
   */
  OnnxOps(
      OnnxGraph graph,
      TensorSource tensors,
      AdapterInputs adapters,
      int positions,
      boolean positionsGiven,
      boolean noise,
      Arithmetic arithmetic) {
    this.graph = graph;
    this.attention = new OnnxAttention(this, positionsGiven);
    this.tensors = tensors;
    this.adapters = adapters;
    this.lora = new OnnxLora(this, adapters);
    this.positions = positions;
    this.noise = noise;
    this.quantization = arithmetic.quantization();
    this.compute = arithmetic.compute();
  }

  /** Ops for a network without attention caches and adapters. */
  static OnnxOps plain(OnnxGraph graph, TensorSource tensors, boolean noise) {
    return new OnnxOps(graph, tensors, AdapterInputs.NONE, 0, false, noise, Arithmetic.FLOAT32);
  }

  /** The modules that adapters may change in this graph, with their shapes {@code [out, in]}. */
  Map<String, long[]> adaptedModules() {
    return lora.modules();
  }

  private boolean adapts() {
    return adapters != AdapterInputs.NONE;
  }

  /** {@link #plain} for a codec's decoder that is run on chunks of a sequence. */
  static OnnxOps chunked(OnnxGraph graph, TensorSource tensors, boolean noise) {
    OnnxOps ops = plain(graph, tensors, noise);
    ops.chunked = true;
    return ops;
  }

  /** First step that is kept at a stage of a codec's decoder. */
  static String cropFrom(int stage) {
    return "crop." + stage + ".from";
  }

  /** The step after the last that is kept. */
  static String cropTo(int stage) {
    return "crop." + stage + ".to";
  }

  static String noiseInput(int block) {
    return "noise." + block;
  }

  @Override
  public boolean has(String tensor) {
    return tensors.contains(tensor);
  }

  @Override
  public Value embedding(Value ids, String module) {
    // Rows are gathered as stored and widened after: the table itself is never converted.
    OnnxGraph.Weight table = tensors.weight(module + ".weight");
    return widened(graph.node("Gather", List.of(declare(module + ".weight", table), ids)), table);
  }

  @Override
  public Value linear(Value x, String module) {
    Value y = product(x, module);
    if (adapts()) {
      y = lora.change(x, y, module);
    }
    return has(module + ".bias") ? add(y, weight(module + ".bias")) : y;
  }

  /**
   * The stored weights of modules as an adapter makes them.
   *
   * @param w the weights, one module's below another's, {@code [out, in]}
   */
  Value adaptedWeight(Value w, List<String> modules) {
    return adapts() ? lora.changed(graph, w, modules, compute) : w;
  }

  /** How a module's weight is quantised, if it is. */
  Optional<BlockQuantization> quantizationOf(String module) {
    return quantization.filter(q -> q.holds(tensors, module));
  }

  /**
   * As {@link #adaptedWeight}, of a module that is quantised: the change is added to what its codes
   * stand for, and the sum quantised again. Rank 0 gives the codes themselves.
   */
  BlockCodes adaptedCodes(String module) {
    BlockCodes stored = codes(module, 0, Math.toIntExact(shapeOf(module)[0]));
    return adapts()
        ? stored.changed(
            graph,
            lora.rank(module),
            (where, w) -> lora.changed(where, w, List.of(module), ElementType.FLOAT))
        : stored;
  }

  /** A run of rows of a module's quantised weight, which are not copied. */
  BlockCodes codes(String module, int firstRow, int rows) {
    return BlockCodes.stored(this, tensors, module, firstRow, rows);
  }

  private Value product(Value x, String module) {
    return product(x, module, 0, Math.toIntExact(shapeOf(module)[0]));
  }

  /** {@code x · rows(W)ᵀ} for a run of rows of a module's weight, which are not copied. */
  Value product(Value x, String module, int firstRow, int rows) {
    if (quantizationOf(module).isPresent()) {
      return codes(module, firstRow, rows).product(graph, x, Optional.empty(), graph.fresh());
    }
    return graph.node(
        MICROSOFT, "FusedMatMul", List.of(x, rows(module, firstRow, rows)), "transB", 1);
  }

  /** A run of rows of a module's weight, which are not copied. */
  Value rows(String module, int firstRow, int rows) {
    OnnxGraph.Weight whole = tensors.weight(module + ".weight");
    OnnxGraph.Weight part = whole.rows(firstRow, rows);
    String name = module + ".weight";
    Value w = declare(part == whole ? name : name + "." + firstRow + "." + rows, part);
    return widened(w, part);
  }

  /** Outputs of a module. */
  long outputs(String module) {
    return shapeOf(module)[0];
  }

  long[] shapeOf(String module) {
    return tensors.shape(module + ".weight");
  }

  @Override
  public Value rmsNorm(Value x, String module, float epsilon) {
    return graph.node(
        "SimplifiedLayerNormalization",
        List.of(x, weight(module + ".weight")),
        "axis",
        -1,
        "epsilon",
        epsilon,
        "stash_type",
        1);
  }

  @Override
  public Value rmsNormPerHead(Value x, String module, float epsilon, int headSize) {
    Value heads = graph.node("Reshape", List.of(x, graph.constant(0, 0, -1, headSize)));
    return graph.node(
        "Reshape", List.of(rmsNorm(heads, module, epsilon), graph.constant(0, 0, -1)));
  }

  @Override
  public Value layerNorm(Value x, String module, float epsilon) {
    return graph.node(
        "LayerNormalization",
        List.of(x, weight(module + ".weight"), weight(module + ".bias")),
        "axis",
        -1,
        "epsilon",
        epsilon);
  }

  @Override
  public Value add(Value a, Value b) {
    return graph.node("Add", List.of(a, b));
  }

  @Override
  public Value subtract(Value a, Value b) {
    return graph.node("Sub", List.of(a, b));
  }

  @Override
  public Value multiply(Value a, Value b) {
    return graph.node("Mul", List.of(a, b));
  }

  @Override
  public Value silu(Value x) {
    return multiply(x, graph.node("Sigmoid", List.of(x)));
  }

  @Override
  public Value tanh(Value x) {
    return graph.node("Tanh", List.of(x));
  }

  @Override
  public Value causalAttention(int layer, Value q, Value k, Value v, AttentionShape shape) {
    return attention.causal(layer, List.of(q, k, v), shape);
  }

  /** The table of cosines, {@code [positions, pairs]}. */
  Value cosines(RotaryFrequencies rotary) {
    return cosineTables.computeIfAbsent(rotary, r -> table(r, true));
  }

  /** The table of sines, laid out as {@link #cosines}. */
  Value sines(RotaryFrequencies rotary) {
    return sineTables.computeIfAbsent(rotary, r -> table(r, false));
  }

  private Value table(RotaryFrequencies rotary, boolean cosine) {
    float[] values = cosine ? rotary.cosines(positions) : rotary.sines(positions);
    Value table = graph.constant(values, positions, rotary.pairs());
    return cast(table, ElementType.FLOAT, compute);
  }

  @Override
  public Value windowAttention(Value qkv, int headSize, int window) {
    return new OnnxHeads(graph).windowAttention(qkv, headSize, window);
  }

  @Override
  public Value transpose(Value x) {
    return graph.node("Transpose", List.of(x), "perm", new long[] {0, 2, 1});
  }

  @Override
  public Value conv1d(Value x, String module, Convolution shape) {
    return graph.node(
        "Conv",
        convolved(x, module),
        "strides",
        new long[] {shape.stride()},
        "dilations",
        new long[] {shape.dilation()},
        "pads",
        new long[] {shape.padding(), shape.padding()},
        "group",
        shape.groups());
  }

  @Override
  public Value convTranspose1d(Value x, String module, Convolution shape) {
    return graph.node(
        "ConvTranspose",
        convolved(x, module),
        "strides",
        new long[] {shape.stride()},
        "pads",
        new long[] {shape.padding(), shape.padding()},
        "output_padding",
        new long[] {shape.outputPadding()},
        "group",
        shape.groups());
  }

  private List<Value> convolved(Value x, String module) {
    Value w = weight(module + ".weight");
    return has(module + ".bias") ? List.of(x, w, weight(module + ".bias")) : List.of(x, w);
  }

  @Override
  public Value snake(Value x, String alphaTensor) {
    Value alpha = weight(alphaTensor);
    Value sine = graph.node("Sin", List.of(multiply(alpha, x)));
    // A constant, which the optimiser folds: a division per sample costs more than a product.
    Value inverse = graph.node("Reciprocal", List.of(add(alpha, graph.scalar(1e-9f))));
    return add(x, multiply(inverse, multiply(sine, sine)));
  }

  @Override
  public Value averagePool(Value x, int stride) {
    return graph.node(
        "AveragePool",
        List.of(x),
        "kernel_shape",
        new long[] {stride},
        "strides",
        new long[] {stride});
  }

  @Override
  public Value repeat(Value x, int times) {
    Value spread = graph.node("Unsqueeze", List.of(x, graph.constant(3)));
    Value repeated = graph.node("Expand", List.of(spread, graph.constant(1, 1, 1, times)));
    Value shape = graph.constant(0, 0, -1);
    return graph.node("Reshape", List.of(repeated, shape));
  }

  @Override
  public Value nearestRow(Value x, String module) {
    Value steps = graph.node("LpNormalization", List.of(transpose(x)), "axis", -1, "p", 2);
    Value rows =
        graph.node("LpNormalization", List.of(weight(module + ".weight")), "axis", -1, "p", 2);
    Value cosines = graph.node(MICROSOFT, "FusedMatMul", List.of(steps, rows), "transB", 1);
    return graph.node("ArgMax", List.of(cosines), "axis", -1, "keepdims", 0);
  }

  @Override
  public Value crop(Value x, int stage) {
    if (!chunked) {
      return x;
    }
    Value from = input(cropFrom(stage), ElementType.INT64, 1);
    Value to = input(cropTo(stage), ElementType.INT64, 1);
    return graph.node("Slice", List.of(x, from, to, graph.constant(2)));
  }

  @Override
  public boolean addsNoise() {
    return noise;
  }

  @Override
  public Value timesNoise(Value x, int block) {
    return multiply(x, input(noiseInput(block), ElementType.FLOAT, "batch", 1, "noise" + block));
  }

  Value weight(String name) {
    return weight(name, tensors.weight(name));
  }

  /** A weight under a name of its own, in the type that is computed in. */
  Value weight(String name, OnnxGraph.Weight weight) {
    return widened(declare(name, weight), weight);
  }

  private Value declare(String name, OnnxGraph.Weight weight) {
    return weight.bytes().remaining() <= INLINE_BYTES
        ? graph.inlineWeight(name, weight)
        : graph.weight(name, weight);
  }

  private Value widened(Value value, OnnxGraph.Weight weight) {
    return cast(value, weight.type(), compute);
  }

  /** A value in another type, if it is another. */
  Value cast(Value value, ElementType from, ElementType to) {
    return from == to ? value : graph.node("Cast", List.of(value), "to", to.onnx);
  }

  Value input(String name, ElementType type, Object... shape) {
    return inputs.computeIfAbsent(name, unused -> graph.input(name, type, shape));
  }
}
