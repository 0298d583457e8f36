package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
  private final TensorSource tensors;
  private final Map<List<String>, Optional<Value>> adjacent = new HashMap<>();
  private final Map<Object, Value> ready = new HashMap<>();
  private final Map<Object, BlockCodes> quantized = new HashMap<>();

  /**
   * @param graph what holds the loop
   * @param positions rows of the rotary tables
   */
  LoopWeights(OnnxGraph graph, Decoder.Parts parts, AdapterInputs adapters, int positions) {
    this.graph = graph;
    this.tensors = parts.tensors();
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

  /** Outputs of a module. */
  long outputs(String module) {
    return ops.outputs(module);
  }

  /** A tensor in the type that is computed in. */
  Value tensor(String name) {
    return ready.computeIfAbsent(name, unused -> ops.weight(name));
  }

  /**
   * The product with the matrices of some modules one below the other, their biases added if they
   * have any; all or none must.
   *
   * @param body where it is computed
   * @param y the name it is written under
   */
  void product(OnnxGraph body, Value x, List<String> modules, Value y) {
    Optional<Value> bias =
        ops.has(modules.get(0) + ".bias")
            ? Optional.of(joined("bias", modules, module -> tensor(module + ".bias")))
            : Optional.empty();
    if (modules.stream().allMatch(module -> ops.quantizationOf(module).isPresent())) {
      codes(modules, ops::adaptedCodes).product(body, x, bias, y);
    } else {
      Value product = bias.isPresent() ? body.fresh() : y;
      product(body, x, matrix(modules), product);
      bias.ifPresent(b -> body.nodes("", "Add", List.of(product, b), List.of(y.name())));
    }
  }

  private Value matrix(List<String> modules) {
    return once(
        ready,
        List.of("matrix", modules),
        () ->
            ops.adaptedWeight(
                asTheyLie(modules)
                    .orElseGet(() -> joined("weight", modules, m -> tensor(m + ".weight"))),
                modules));
  }

  /** Whether {@link #asTheyLie} has the matrices of these modules. */
  boolean lieTogether(String... modules) {
    return asTheyLie(List.of(modules)).isPresent();
  }

  /**
   * The matrices of some modules as one where they lie one below the other in the checkpoint's
   * file, as a gate's and what it gates do, and are used as they lie there. To join others would
   * double them while they are loaded, and take seconds.
   */
  private Optional<Value> asTheyLie(List<String> modules) {
    return adjacent.computeIfAbsent(
        modules,
        unused -> {
          if (modules.size() == 1
              || modules.stream().anyMatch(module -> ops.quantizationOf(module).isPresent())) {
            return Optional.empty();
          }
          return tensors
              .together(modules.stream().map(m -> m + ".weight").collect(Collectors.toList()))
              .map(weight -> ops.weight(String.join("+", modules), weight));
        });
  }

  /** The product with runs of rows of the output head one below the other. */
  Value head(OnnxGraph body, Value x, String module, List<Decoder.HeadPart> parts) {
    Value y = body.fresh();
    if (headOps.quantizationOf(module).isPresent()) {
      codes(parts, part -> headOps.codes(module, part.firstToken(), part.tokens()))
          .product(body, x, Optional.empty(), y);
    } else {
      product(
          body,
          x,
          joined("rows", parts, part -> headOps.rows(module, part.firstToken(), part.tokens())),
          y);
    }
    return y;
  }

  private static void product(OnnxGraph body, Value x, Value matrix, Value y) {
    body.nodes(MICROSOFT, "FusedMatMul", List.of(x, matrix), List.of(y.name()), "transB", 1);
  }

  Value cosines(RotaryFrequencies rotary) {
    return ops.cosines(rotary);
  }

  Value sines(RotaryFrequencies rotary) {
    return ops.sines(rotary);
  }

  private <T> Value joined(String kind, List<T> parts, Function<T, Value> make) {
    return joined(ready, kind, parts, make, values -> graph.node("Concat", values, "axis", 0));
  }

  private <T> BlockCodes codes(List<T> parts, Function<T, BlockCodes> make) {
    return joined(quantized, "codes", parts, make, values -> BlockCodes.joined(graph, values));
  }

  /** Matrices or vectors one below the other; each, and each join, is made once. */
  private static <T, V> V joined(
      Map<Object, V> made,
      String kind,
      List<T> parts,
      Function<T, V> make,
      Function<List<V>, V> join) {
    List<V> values = new ArrayList<>();
    parts.forEach(part -> values.add(once(made, List.of(kind, part), () -> make.apply(part))));
    return values.size() == 1
        ? values.get(0)
        : once(made, List.of(kind, parts), () -> join.apply(values));
  }

  private static <V> V once(Map<Object, V> made, Object key, Supplier<V> make) {
    V value = made.get(key);
    if (value == null) {
      value = make.get();
      made.put(key, value);
    }
    return value;
  }
}
