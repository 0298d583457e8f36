package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An adapter ready to be used: its matrices as inputs of the base's graph, and a decoder of its own
 * where it replaces whole modules.
 */
public final class LoadedAdapter implements AutoCloseable {

  private final LanguageModel model;
  private final AdapterInputs kind;
  private final Shared<Map<String, OnnxTensor>> inputs;
  private final Optional<Shared<Decoder>> own;

  private LoadedAdapter(
      LanguageModel model,
      AdapterInputs kind,
      Map<String, OnnxTensor> inputs,
      Optional<Shared<Decoder>> own) {
    this.model = model;
    this.kind = kind;
    this.inputs =
        new Shared<>("the adapter", inputs, tensors -> tensors.values().forEach(OnnxTensor::close));
    this.own = own;
  }

  Generation generate(List<GenerationJob> jobs, int rows, GenerationListener listener) {
    Map<String, OnnxTensor> tensors = inputs.borrow();
    try {
      Shared<Decoder> decoder = own.isPresent() ? own.get() : model.decoder(kind);
      return model.generate(decoder, tensors, jobs, rows, listener, inputs::giveBack);
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
