package org.hmongtts.train.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.checkpoint.Checkpoint;

/**
 * A base's weights on a device, in the type they are multiplied in. On the processor weights that
 * are stored in that type stay where they lie in the file; others are converted once, when they are
 * first asked for. Thread-safe.
 */
public final class FrozenWeights implements AutoCloseable {

  private final Checkpoint checkpoint;
  private final Device device;
  private final ScalarType type;
  private final Map<String, String> aliases;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private boolean closed;

  /**
   * @param aliases weights that are other weights used again, as a tied head is the embedding
   * @param type what weights are held and multiplied in
   */
  public FrozenWeights(
      Checkpoint checkpoint, Map<String, String> aliases, Device device, ScalarType type) {
    this.checkpoint = checkpoint;
    this.device = device;
    this.type = type;
    this.aliases = Map.copyOf(aliases);
  }

  boolean has(String name) {
    return checkpoint.contains(stored(name));
  }

  /** The named weight; this object's own, not to be closed. */
  synchronized Tensor get(String name) {
    if (closed) {
      throw new IllegalStateException("the weights are closed");
    }
    return tensors.computeIfAbsent(stored(name), this::load);
  }

  private String stored(String name) {
    return aliases.getOrDefault(name, name);
  }

  private Tensor load(String name) {
    Tensor mapped = Tensors.mapped(checkpoint.tensor(name), checkpoint.map(name));
    Tensor loaded = mapped.to(device, type);
    // Kept beyond the scope of the step that happened to ask first.
    return loaded.retainReference();
  }

  Device device() {
    return device;
  }

  ScalarType type() {
    return type;
  }

  @Override
  public synchronized void close() {
    closed = true;
    tensors.values().forEach(Tensor::releaseReference);
    tensors.clear();
  }
}
