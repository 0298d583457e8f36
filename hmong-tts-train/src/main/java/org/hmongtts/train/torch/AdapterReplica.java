package org.hmongtts.train.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parameters as one worker differentiates them: the same memory as everyone's values, with
 * gradients of its own. Gradients are added up in place, so that any number of passes cost no more
 * memory than one.
 *
 * <p>Where products are computed in 16 bits, so are the gradients of LoRA's factors: a copy of all
 * values is then made at once for a pass, and its gradients are added to the 32-bit ones at its
 * end, two operations in place of four for each factor.
 */
final class AdapterReplica implements AutoCloseable {

  private final AdapterParameters parameters;
  private final Tensor gradients;
  private final Map<String, Tensor> leaves = new HashMap<>();
  private final Map<String, Tensor> narrowLeaves = new HashMap<>();
  private final Optional<Tensor> narrow;
  private final Optional<Tensor> narrowGradients;

  /**
   * @param type that products are computed in
   */
  AdapterReplica(AdapterParameters parameters, ScalarType type) {
    this.parameters = parameters;
    try (PointerScope scope = new PointerScope()) {
      gradients = torch.zeros_like(parameters.values()).retainReference();
      boolean same = type == ScalarType.Float;
      narrow = same ? Optional.empty() : Optional.of(gradients.to(type).retainReference());
      narrowGradients = same ? Optional.empty() : Optional.of(gradients.to(type).retainReference());
      for (AdapterParameters.Parameter parameter : parameters.parameters()) {
        String name = parameter.name();
        leaves.put(name, leaf(parameters.values(), gradients, name));
        if (narrow.isPresent() && LoraShape.isFactorOfLayer(name)) {
          narrowLeaves.put(name, leaf(narrow.get(), narrowGradients.get(), name));
        }
      }
    }
  }

  private Tensor leaf(Tensor values, Tensor gradients, String name) {
    Tensor leaf = parameters.view(values, name).detach();
    leaf.requires_grad_(true);
    leaf.mutable_grad().put(parameters.view(gradients, name));
    return leaf.retainReference();
  }

  /** To be called before a pass: it is computed with the values of now. */
  void begin() {
    try (NoGradGuard guard = new NoGradGuard()) {
      narrow.ifPresent(copy -> copy.copy_(parameters.values()));
      narrowGradients.ifPresent(Tensor::zero_); // a pass may have failed midway
    }
  }

  /** To be called after a pass, when all its gradients are there. */
  void end() {
    try (NoGradGuard guard = new NoGradGuard()) {
      narrowGradients.ifPresent(gradients::add_);
    }
  }

  /** A parameter that gathers its gradient, or null where there is none of this name. */
  Tensor leaf(String name) {
    return leaves.get(name);
  }

  /** A factor of LoRA in the type that products are computed in; its gradient is gathered. */
  Tensor factor(String name) {
    if (narrow.isEmpty()) {
      return leaf(name);
    }
    Tensor factor = narrowLeaves.get(name);
    return factor != null ? factor : leaf(name).to(narrow.get().scalar_type());
  }

  /** All gradients, laid out as the parameters are. */
  Tensor gradients() {
    return gradients;
  }

  @Override
  public void close() {
    leaves.values().forEach(Tensor::releaseReference);
    leaves.clear();
    narrowLeaves.values().forEach(Tensor::releaseReference);
    narrowLeaves.clear();
    narrow.ifPresent(Tensor::releaseReference);
    narrowGradients.ifPresent(Tensor::releaseReference);
    gradients.releaseReference();
  }
}
