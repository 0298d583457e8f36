package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraModule;

/**
 * An adapter ready to be used: its matrices as inputs of the base's graph, and a decoder of its own
 * where it replaces whole modules.
 */
public final class LoadedAdapter implements AutoCloseable {

  private final LanguageModel model;
  private final AdapterInputs kind;
  private final Shared<Map<String, OnnxTensor>> inputs;
  private final Optional<Shared<GenerationEngine>> own;

  private LoadedAdapter(
      LanguageModel model,
      AdapterInputs kind,
      Map<String, OnnxTensor> inputs,
      Optional<Shared<GenerationEngine>> own) {
    this.model = model;
    this.kind = kind;
    this.inputs =
        new Shared<>("the adapter", inputs, tensors -> tensors.values().forEach(OnnxTensor::close));
    this.own = own;
  }

  /**
   * @param strength factor on the change, 1 as trained
   * @throws AdapterMismatchException if it changes something that the graph has no input for
   */
  static LoadedAdapter create(LanguageModel model, BoundAdapter adapter, double strength) {
    requireInputs(model, adapter, strength);
    AdapterInputs kind = kind(adapter);
    Map<String, OnnxTensor> inputs = inputs(adapter, (float) strength);
    try {
      return new LoadedAdapter(
          model,
          kind,
          inputs,
          adapter.saved().isEmpty()
              ? Optional.empty()
              : Optional.of(model.create(kind, replaced(adapter))));
    } catch (RuntimeException e) {
      inputs.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  static AdapterInputs kind(BoundAdapter adapter) {
    return adapter.modules().values().stream().anyMatch(lora -> lora.magnitude().isPresent())
        ? AdapterInputs.DORA
        : AdapterInputs.LORA;
  }

  static Map<String, OnnxTensor> inputs(BoundAdapter adapter, float strength) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    for (LoraModule lora : adapter.modules().values()) {
      Optional<float[]> rowScale = lora.magnitude().map(unused -> adapter.rowScale(lora.module()));
      addInputs(inputs, lora, rowScale, strength);
    }
    return inputs;
  }

  private static void requireInputs(LanguageModel model, BoundAdapter adapter, double strength) {
    if (strength != 1 && !adapter.saved().isEmpty()) {
      throw new IllegalArgumentException(
          adapter.adapter().folder()
              + " replaces whole modules, so its strength cannot be changed while it runs;"
              + " merge it at the strength you want");
    }
    for (LoraModule lora : adapter.modules().values()) {
      boolean inside = model.adaptable(lora.module());
      if (!inside || lora.bias().isPresent()) {
        throw new AdapterMismatchException(
            adapter.adapter().folder()
                + ": the change of "
                + lora.module()
                + (inside ? " has a bias" : ", outside of the decoder's layers,")
                + " and cannot be applied while running; merge the adapter into its base");
      }
    }
  }

  /**
   * {@code W + strength · (W' - W)}, the same as merging gives: rows of the product are scaled by
   * {@code 1 + strength · (f - 1)}, DoRA's factor f being 1 without it, and B by what then remains.
   */
  private static void addInputs(
      Map<String, OnnxTensor> inputs, LoraModule lora, Optional<float[]> rowScale, float strength) {
    int rank = lora.rank();
    float[] a = new float[lora.in() * rank]; // [in][rank]
    for (int r = 0; r < rank; r++) {
      for (int i = 0; i < lora.in(); i++) {
        a[i * rank + r] = lora.a()[r * lora.in() + i];
      }
    }
    float[] rows = new float[lora.out()];
    float[] b = new float[rank * lora.out()]; // [rank][out]
    for (int o = 0; o < lora.out(); o++) {
      float f = rowScale.isPresent() ? rowScale.get()[o] : 1;
      rows[o] = 1 + strength * (f - 1);
      float scale = lora.scale() * strength * f / rows[o];
      for (int r = 0; r < rank; r++) {
        b[r * lora.out() + o] = scale * lora.b()[o * rank + r];
      }
    }
    inputs.put(AdapterInputs.a(lora.module()), AdapterInputs.tensor(a, lora.in(), rank));
    inputs.put(AdapterInputs.b(lora.module()), AdapterInputs.tensor(b, rank, lora.out()));
    if (rowScale.isPresent()) {
      inputs.put(AdapterInputs.rowScale(lora.module()), AdapterInputs.tensor(rows, lora.out()));
    }
  }

  static Map<String, OnnxGraph.Weight> replaced(BoundAdapter adapter) {
    Map<String, OnnxGraph.Weight> replaced = new HashMap<>();
    adapter
        .saved()
        .forEach((name, info) -> replaced.put(name, TensorSource.weight(info, adapter.map(name))));
    return replaced;
  }

  Generation generate(List<GenerationJob> jobs, int rows, GenerationListener listener) {
    Map<String, OnnxTensor> tensors = inputs.borrow();
    try {
      Shared<GenerationEngine> engine = own.isPresent() ? own.get() : model.engine(kind);
      return model.generate(engine, tensors, jobs, rows, listener, inputs::giveBack);
    } catch (RuntimeException e) {
      inputs.giveBack();
      throw e;
    }
  }

  /** Lets nobody new use it; the last generation that uses it frees it. Safe to call twice. */
  @Override
  public void close() {
    inputs.retire();
    own.ifPresent(Shared::retire);
  }
}
