package org.hmongtts.adapter;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * An adapter that fits its base: what it changes by LoRA, and which tensors it replaces. Immutable
 * and safe for any thread; shares the memory of both checkpoints.
 */
public final class BoundAdapter {

  private final PeftAdapter adapter;
  private final Checkpoint base;
  private final Optional<TiedHead> tied;
  private final Map<String, TensorInfo> changed;
  private final Map<String, TensorInfo> saved;

  BoundAdapter(
      PeftAdapter adapter,
      Checkpoint base,
      Optional<TiedHead> tied,
      Map<String, TensorInfo> changed,
      Map<String, TensorInfo> saved) {
    this.adapter = adapter;
    this.base = base;
    this.tied = tied;
    this.changed = changed;
    this.saved = Collections.unmodifiableMap(saved);
  }

  /** The adapter itself. */
  public PeftAdapter adapter() {
    return adapter;
  }

  /** The base that it fits. */
  public Checkpoint base() {
    return base;
  }

  /**
   * The modules changed by LoRA, by their path: the name of the base's weight without {@code
   * .weight}.
   */
  public Map<String, LoraModule> modules() {
    return adapter.modules();
  }

  /**
   * The tensors that replace the base's of the same name, whole. Where the base ties its head to an
   * embedding that is replaced, the head is here too: with an adapter of its own, or else as the
   * base's embedding.
   */
  public Map<String, TensorInfo> saved() {
    return saved;
  }

  /**
   * The bytes of a tensor of {@link #saved}, as {@link Checkpoint#map} gives them.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public ByteBuffer map(String name) {
    TensorInfo tensor = saved.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("not replaced by the adapter: " + name);
    }
    return owner(name).map(tensor.name());
  }

  /** Whether the base's head is its embedding, but no longer with this adapter. */
  public boolean untiesHead() {
    return tied.isPresent()
        && (saved.containsKey(tied.get().head())
            || changed.containsKey(moduleOf(tied.get().head())));
  }

  /**
   * What DoRA multiplies the rows of a module's output by: {@code magnitude[o] / ‖W[o] + scale ·
   * B[o]·A‖}. Computed from the mapped weights at each call, on all cores, without a copy of them.
   *
   * @return one factor for each output row, {@code [out]}
   * @throws IllegalArgumentException if the module has no magnitude
   */
  public float[] rowScale(String module) {
    LoraModule lora = modules().get(module);
    if (lora == null || lora.magnitude().isEmpty()) {
      throw new IllegalArgumentException("not changed by DoRA: " + module);
    }
    return weight(lora).rowScale();
  }

  /** The weight that a module changes, with the change. */
  ChangedWeight weight(LoraModule lora) {
    TensorInfo weight = changed.get(lora.module());
    return new ChangedWeight(lora, weight.dtype(), base.map(weight.name()));
  }

  Optional<TiedHead> tied() {
    return tied;
  }

  private Checkpoint owner(String name) {
    return adapter.saved().containsKey(name) ? adapter.weights() : base;
  }

  static String moduleOf(String weight) {
    return weight.substring(0, weight.length() - ".weight".length());
  }
}
