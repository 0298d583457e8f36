package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hmongtts.network.RotaryFrequencies;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * The weights of a graph with a loop, made ready once in front of it: changed by the adapter,
 * joined where one product reads several. A token then costs the same whatever they went through.
 */
final class LoopWeights {

  private final OnnxGraph graph;
  private final OnnxOps ops;
  private final OnnxOps headOps;
  private final Map<Object, Value> ready = new HashMap<>();
  private final Map<Object, BlockCodes> quantized = new HashMap<>();

  /**
   * @param graph what holds the loop
   * @param positions rows of the rotary tables
   */
  LoopWeights(OnnxGraph graph, Decoder.Parts parts, AdapterInputs adapters, int positions) {
    this.graph = graph;
    this.ops =
        new OnnxOps(graph, parts.tensors(), adapters, positions, false, false, parts.arithmetic());
    this.headOps =
        new OnnxOps(
            graph,
            parts.headTensors(),
            AdapterInputs.NONE,
            positions,
            false,
            false,
            parts.arithmetic());
  }

  /** See {@link OnnxOps#adaptedModules}. */
  Map<String, long[]> adaptedModules() {
    return ops.adaptedModules();
  }

  /** A tensor in the type that is computed in. */
  Value tensor(String name) {
    return ready.computeIfAbsent(name, unused -> ops.weight(name));
  }

  /**
   * The product with the matrices of some modules one below the other.
   *
   * @param body where it is computed
   * @param y the name it is written under
   */
  void product(OnnxGraph body, Value x, List<String> modules, Value y) {
    if (modules.stream().allMatch(module -> ops.quantizationOf(module).isPresent())) {
      codes(modules).product(body, x, y);
    } else {
      product(body, x, matrix(modules), y);
    }
  }

  private static void product(OnnxGraph body, Value x, Value matrix, Value y) {
    body.nodes(MICROSOFT, "FusedMatMul", List.of(x, matrix), List.of(y.name()), "transB", 1);
  }

  private BlockCodes codes(List<String> modules) {
    return quantized.computeIfAbsent(
        modules,
        unused -> {
          List<BlockCodes> parts = new ArrayList<>();
          modules.forEach(module -> parts.add(ops.adaptedCodes(module)));
          return BlockCodes.joined(graph, parts);
        });
  }

  /** {@code [sum of out, in]}. */
  private Value matrix(List<String> modules) {
    return once(
        List.of("matrix", modules),
        () -> {
          List<Value> parts = new ArrayList<>();
          modules.forEach(
              module ->
                  parts.add(once(List.of("matrix", module), () -> ops.adaptedWeight(module))));
          return joined(parts);
        });
  }

  /** The biases of some modules one after the other, if they have any; all or none must. */
  Optional<Value> bias(List<String> modules) {
    if (!ops.has(modules.get(0) + ".bias")) {
      return Optional.empty();
    }
    return Optional.of(
        once(
            List.of("bias", modules),
            () -> {
              List<Value> parts = new ArrayList<>();
              modules.forEach(module -> parts.add(tensor(module + ".bias")));
              return joined(parts);
            }));
  }

  /** The product with rows of the output head. */
  Value head(OnnxGraph body, Value x, String module, int firstRow, int rows) {
    Value y = body.fresh();
    // A single row would be widened anew for each product: kernels take eight together.
    if (rows > 1 && headOps.quantizationOf(module).isPresent()) {
      quantized
          .computeIfAbsent(
              List.of("head", module, firstRow, rows),
              unused -> headOps.codes(module, firstRow, rows))
          .product(body, x, y);
    } else {
      Value w =
          once(List.of("head", module, firstRow, rows), () -> headOps.rows(module, firstRow, rows));
      product(body, x, w, y);
    }
    return y;
  }

  Value cosines(RotaryFrequencies rotary) {
    return ops.cosines(rotary);
  }

  Value sines(RotaryFrequencies rotary) {
    return ops.sines(rotary);
  }

  private Value joined(List<Value> parts) {
    return parts.size() == 1 ? parts.get(0) : graph.node("Concat", parts, "axis", 0);
  }

  private Value once(Object key, Supplier<Value> make) {
    Value value = ready.get(key);
    if (value == null) {
      value = make.get();
      ready.put(key, value);
    }
    return value;
  }
}
