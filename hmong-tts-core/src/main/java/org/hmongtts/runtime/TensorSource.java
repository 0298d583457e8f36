package org.hmongtts.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * Where a network's tensors come from: checkpoints laid over one another, the first that has a name
 * wins. Above the base lie what was prepared from it (converted, folded, quantised) and the modules
 * that an adapter replaces whole.
 */
final class TensorSource {

  private final Map<String, OnnxGraph.Weight> replaced;
  private final List<Checkpoint> layers;

  TensorSource(List<Checkpoint> layers) {
    this(Map.of(), layers);
  }

  /**
   * @param replaced tensors over all layers
   */
  TensorSource(Map<String, OnnxGraph.Weight> replaced, List<Checkpoint> layers) {
    this.replaced = Map.copyOf(replaced);
    this.layers = List.copyOf(layers);
  }

  boolean contains(String name) {
    return replaced.containsKey(name) || layers.stream().anyMatch(layer -> layer.contains(name));
  }

  /** Whether the named tensor lies over all that was prepared. */
  boolean replaces(String name) {
    return replaced.containsKey(name);
  }

  /** The named tensor where it lies, checked to be of a type that graphs can hold. */
  OnnxGraph.Weight weight(String name) {
    OnnxGraph.Weight own = replaced.get(name);
    if (own != null) {
      return own;
    }
    Checkpoint owner = owner(name);
    return weight(owner.tensor(name), owner.map(name));
  }

  /**
   * Some tensors one below the other, if that is how they lie in a file: another mapping of the
   * same bytes.
   */
  Optional<OnnxGraph.Weight> together(List<String> names) {
    List<OnnxGraph.Weight> parts = names.stream().map(this::weight).collect(Collectors.toList());
    OnnxGraph.Weight first = parts.get(0);
    long bytes = 0;
    long rows = 0;
    for (OnnxGraph.Weight part : parts) {
      boolean next =
          part.offset() == first.offset() + bytes
              && part.file().equals(first.file())
              && part.type() == first.type()
              && rowShape(part).equals(rowShape(first));
      if (!next) {
        return Optional.empty();
      }
      bytes += part.bytes().remaining();
      rows += part.shape()[0];
    }
    if (first.offset() == TensorInfo.REARRANGED || bytes > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    long[] shape = first.shape().clone();
    shape[0] = rows;
    try (FileChannel file = FileChannel.open(first.file(), StandardOpenOption.READ)) {
      ByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, first.offset(), bytes);
      mapped.order(ByteOrder.LITTLE_ENDIAN);
      return Optional.of(
          new OnnxGraph.Weight(first.type(), shape, mapped, first.file(), first.offset()));
    } catch (IOException e) {
      throw new UncheckedIOException(first.file() + " has gone since it was opened", e);
    }
  }

  private static List<Long> rowShape(OnnxGraph.Weight weight) {
    return Arrays.stream(weight.shape()).skip(1).boxed().collect(Collectors.toList());
  }

  /** A tensor as graphs hold it. */
  static OnnxGraph.Weight weight(TensorInfo info, ByteBuffer bytes) {
    return new OnnxGraph.Weight(
        elementType(info), info.dimensions(), bytes, realFile(info), info.offset());
  }

  /** The shape of the named tensor. */
  long[] shape(String name) {
    OnnxGraph.Weight own = replaced.get(name);
    return own != null ? own.shape() : owner(name).tensor(name).dimensions();
  }

  private Checkpoint owner(String name) {
    for (Checkpoint layer : layers) {
      if (layer.contains(name)) {
        return layer;
      }
    }
    Checkpoint base = layers.get(layers.size() - 1);
    base.tensor(name); // throws, naming the folder and the tensor
    throw new IllegalStateException(name);
  }

  private static Path realFile(TensorInfo info) {
    try {
      return info.file().toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(info.file() + " has gone since it was opened", e);
    }
  }

  private static ElementType elementType(TensorInfo info) {
    DType type = info.dtype();
    return switch (type) {
      case F32 -> ElementType.FLOAT;
      case F16 -> ElementType.FLOAT16;
      case BF16 -> ElementType.BFLOAT16;
      case U8 -> ElementType.UINT8;
      default ->
          throw new ModelFormatException(
              info.file()
                  + ": tensor "
                  + info.name()
                  + " is "
                  + type
                  + ", expected F32, F16 or BF16 weights; convert the checkpoint");
    };
  }
}
