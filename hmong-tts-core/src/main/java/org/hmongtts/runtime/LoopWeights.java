package org.hmongtts.runtime;

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

  /**
   * @param graph what holds the loop
   * @param positions rows of the rotary tables
   */
  LoopWeights(OnnxGraph graph, Decoder.Parts parts, AdapterInputs adapters, int positions) {
    this.graph = graph;
    this.ops =
        new OnnxOps(graph, parts.tensors(), adapters, positions, false, false, parts.precision());
    this.headOps =
        new OnnxOps(
            graph,
            parts.headTensors(),
            AdapterInputs.NONE,
            positions,
            false,
            false,
            parts.precision());
  }

  /** See {@link OnnxOps#adaptedModules}. */
  Map<String, long[]> adaptedModules() {
    return ops.adaptedModules();
  }

  /** A tensor in the type that is computed in. */
  Value tensor(String name) {
    return ready.computeIfAbsent(name, unused -> ops.weight(name));
  }

  /** The matrices of some modules one below the other: {@code [sum of out, in]}. */
  Value matrix(List<String> modules) {
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

  /** Rows of the output head. */
  Value head(String module, int firstRow, int rows) {
    return once(
        List.of("head", module, firstRow, rows), () -> headOps.rows(module, firstRow, rows));
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
