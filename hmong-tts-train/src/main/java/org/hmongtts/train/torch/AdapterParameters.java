package org.hmongtts.train.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All that is trained, in 32-bit floats, end to end in one tensor: so clipping, the optimiser, the
 * sum over workers and a checkpoint are one operation each. Parameters of one {@link Group} lie
 * together. Thread-safe.
 */
public final class AdapterParameters implements AutoCloseable {

  /** Parameters that have a learning rate of their own under LoRA+ (Hayou et al. 2024). */
  public enum Group {
    /** A matrices, and modules trained whole. */
    A,
    /** B matrices, and vectors as DoRA's magnitudes. */
    B,
    /** Embeddings trained whole. */
    EMBEDDING
  }

  /**
   * One trained tensor.
   *
   * @param name as PEFT calls it in an adapter's file
   */
  public record Parameter(String name, Group group, long... shape) {
    long size() {
      long size = 1;
      for (long dimension : shape) {
        size = Math.multiplyExact(size, dimension);
      }
      return size;
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Tensor values;
  private boolean closed;

  private record Slot(Parameter parameter, long offset) {}

  /** All zero at first. */
  public AdapterParameters(List<Parameter> parameters, Device device) {
    List<Parameter> sorted = new ArrayList<>(parameters);
    sorted.sort(Comparator.comparing(Parameter::group)); // stable: names stay in their order
    long offset = 0;
    for (Parameter parameter : sorted) {
      slots.put(parameter.name(), new Slot(parameter, offset));
      offset += parameter.size();
    }
    values = zeros(offset, device);
  }

  /** A tensor that no scope frees. */
  static Tensor zeros(long size, Device device) {
    try (PointerScope scope = new PointerScope()) {
      return torch
          .zeros(new long[] {size}, Tensors.options(ScalarType.Float))
          .to(device, ScalarType.Float)
          .retainReference();
    }
  }

  /** The parameters in the order in which they lie. */
  public List<Parameter> parameters() {
    return slots.values().stream().map(Slot::parameter).toList();
  }

  /** How many numbers are trained. */
  public long size() {
    return values().numel();
  }

  Tensor values() {
    if (closed) {
      throw new IllegalStateException("the adapter's parameters are closed");
    }
    return values;
  }

  /** Where a group's numbers begin and end. */
  long[] range(Group group) {
    long from = 0;
    for (Slot slot : slots.values()) {
      if (slot.parameter.group().compareTo(group) < 0) {
        from = slot.offset + slot.parameter.size();
      }
    }
    long to = from;
    for (Slot slot : slots.values()) {
      if (slot.parameter.group() == group) {
        to = slot.offset + slot.parameter.size();
      }
    }
    return new long[] {from, to};
  }

  /** The part of a tensor laid out like this one's that holds a parameter; shares its memory. */
  Tensor view(Tensor flat, String name) {
    Slot slot = slots.get(name);
    return flat.narrow(0, slot.offset, slot.parameter.size()).view(slot.parameter.shape());
  }

  boolean has(String name) {
    return slots.containsKey(name);
  }

  /** A copy of a parameter's values, row by row. */
  public synchronized float[] read(String name) {
    try (PointerScope scope = new PointerScope()) {
      return Tensors.floats(view(values(), name));
    }
  }

  /** Sets a parameter's values. */
  public synchronized void write(String name, float[] source) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor target = view(values(), name);
      target.copy_(Tensors.of(source, values.device(), slots.get(name).parameter.shape()));
    }
  }

  /** A copy of all values, as {@link #restore} takes them. */
  public synchronized float[] snapshot() {
    return Tensors.floats(values());
  }

  /** Sets all values. */
  public synchronized void restore(float[] snapshot) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      values().copy_(Tensors.of(snapshot, values.device(), snapshot.length));
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      values.releaseReference();
    }
  }
}
