package org.hmongtts.runtime;

import static org.hmongtts.runtime.OnnxGraph.MICROSOFT;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits what an adapter changes, from inputs of the graph: matrices of 32-bit floats, whatever the
 * base is computed in.
 */
final class OnnxLora {

  private final OnnxOps ops;
  private final OnnxGraph graph;
  private final boolean rowsScaled;
  private final Map<String, long[]> modules = new LinkedHashMap<>();

  OnnxLora(OnnxOps ops, AdapterInputs adapters) {
    this.ops = ops;
    this.graph = ops.graph;
    this.rowsScaled = adapters == AdapterInputs.DORA;
  }

  /** The modules that have inputs, with their shapes {@code [out, in]}. */
  Map<String, long[]> modules() {
    return modules;
  }

  /** The rank of a module's change, {@code int64 [1]}. */
  Value rank(String module) {
    return graph.node("Shape", List.of(a(List.of(module), ElementType.FLOAT)), "start", 1);
  }

  /**
   * {@code y + x·A·B}, outputs scaled (DoRA).
   *
   * @param y what the module itself makes of {@code x}
   */
  Value change(Value x, Value y, String module) {
    List<String> alone = List.of(module);
    Value a = graph.node("MatMul", List.of(x, a(alone, ops.compute)));
    Value sum = ops.add(y, graph.node("MatMul", List.of(a, b(alone, ops.compute))));
    return rowsScaled ? ops.multiply(sum, rowScale(alone, ops.compute)) : sum;
  }

  /**
   * {@code W + B·A}, its rows scaled (DoRA).
   *
   * @param where it is computed: in the ops' graph, or in one inside of it
   * @param w the weights of some modules, one's below another's, {@code [out, in]}
   * @param type of the weights
   */
  Value changed(OnnxGraph where, Value w, List<String> modules, ElementType type) {
    Value update =
        where.node(
            MICROSOFT,
            "FusedMatMul",
            List.of(b(modules, type), a(modules, type)),
            "transA",
            1,
            "transB",
            1);
    Value changed = where.node("Add", List.of(w, update));
    if (!rowsScaled) {
      return changed;
    }
    Value scale = where.node("Unsqueeze", List.of(rowScale(modules, type), where.constant(1)));
    return where.node("Mul", List.of(changed, scale));
  }

  /** {@code [in, ranks of all]}. */
  private Value a(List<String> modules, ElementType type) {
    List<Value> parts = new ArrayList<>();
    for (String module : modules) {
      long[] shape = ops.shapeOf(module);
      this.modules.put(module, shape);
      parts.add(input(AdapterInputs.a(module), shape[1], module + ".rank"));
    }
    return joined(parts, 1, type);
  }

  /** {@code [ranks of all, outputs of all]}, block by block along the diagonal. */
  private Value b(List<String> modules, ElementType type) {
    long outputs = modules.stream().mapToLong(ops::outputs).sum();
    long before = 0;
    List<Value> parts = new ArrayList<>();
    for (String module : modules) {
      long own = ops.outputs(module);
      Value b = input(AdapterInputs.b(module), module + ".rank", own);
      Value widths = graph.constant(0, before, 0, outputs - before - own);
      parts.add(own == outputs ? b : graph.node("Pad", List.of(b, widths)));
      before += own;
    }
    return joined(parts, 0, type);
  }

  /** {@code [outputs of all]}, or {@code [1]} of one module that is left as it is. */
  private Value rowScale(List<String> modules, ElementType type) {
    List<Value> parts = new ArrayList<>();
    for (String module : modules) {
      Value scale = input(AdapterInputs.rowScale(module), module + ".rows");
      parts.add(
          modules.size() == 1
              ? scale
              : graph.node("Expand", List.of(scale, graph.constant(ops.outputs(module)))));
    }
    return joined(parts, 0, type);
  }

  private Value input(String name, Object... shape) {
    return ops.input(name, ElementType.FLOAT, shape);
  }

  private Value joined(List<Value> parts, int axis, ElementType type) {
    Value all = parts.size() == 1 ? parts.get(0) : graph.node("Concat", parts, "axis", axis);
    return ops.cast(all, ElementType.FLOAT, type);
  }
}
