package org.hmongtts.train.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The parameters as one worker differentiates them: the same memory as everyone's values, with
 * gradients of its own. Gradients are added up in place, so that any number of passes cost no more
 * memory than one.
 */
final class AdapterReplica implements AutoCloseable {

  private final Tensor gradients;
  private final Map<String, Tensor> leaves = new HashMap<>();

  AdapterReplica(AdapterParameters parameters) {
    gradients = AdapterParameters.zeros(parameters.size(), parameters.values().device());
    try (PointerScope scope = new PointerScope()) {
      for (AdapterParameters.Parameter parameter : parameters.parameters()) {
        String name = parameter.name();
        Tensor leaf = parameters.view(parameters.values(), name).detach();
        leaf.requires_grad_(true);
        leaf.mutable_grad().put(parameters.view(gradients, name));
        leaves.put(name, leaf.retainReference());
      }
    }
  }

  /** A parameter that gathers its gradient, or null where there is none of this name. */
  Tensor leaf(String name) {
    return leaves.get(name);
  }

  /** All gradients, laid out as the parameters are. */
  Tensor gradients() {
    return gradients;
  }

  @Override
  public void close() {
    leaves.values().forEach(Tensor::releaseReference);
    leaves.clear();
    gradients.releaseReference();
  }
}
