package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.hmongtts.ModelFormatException;

/**
 * The weights of a model, as they lie on disk. Opening reads headers only; the files are mapped
 * once, so that every reader of a tensor shares the same pages and nothing is copied. Immutable and
 * safe for any thread. The files must not change while a checkpoint or one of its buffers is in
 * use; there is nothing to close: the mapping goes with the last buffer.
 */
public final class Checkpoint {

  private final Path folder;
  private final Map<String, TensorInfo> tensors;
  private final Map<String, ByteBuffer> bytes;
  private final long fileBytes;

  private Checkpoint(
      Path folder, Map<String, TensorInfo> tensors, Map<String, ByteBuffer> bytes, long fileBytes) {
    this.folder = folder;
    this.tensors = Collections.unmodifiableMap(tensors);
    this.bytes = bytes;
    this.fileBytes = fileBytes;
  }

  /**
   * Opens the weights of a model folder: the file or index that {@code transformers_weights} in its
   * {@code config.json} names, else {@code model.safetensors}, its index, {@code
   * pytorch_model.bin}, its index.
   *
   * @throws ModelFormatException if there are none, one is malformed, or a name or link leads out
   *     of the folder
   * @throws IOException if the folder or a file cannot be read
   */
  public static Checkpoint open(Path folder) throws IOException {
    return load(folder, WeightsLayout.find(folder));
  }

  /**
   * Opens one file of weights, safetensors or PyTorch's ({@code .bin}, {@code .pt}, {@code .pth}).
   *
   * @throws ModelFormatException if it is malformed
   * @throws IOException if it cannot be read
   */
  public static Checkpoint openFile(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return load(folder, List.of(new WeightsLayout.Shard(file, Optional.empty())));
  }

  private static Checkpoint load(Path folder, List<WeightsLayout.Shard> shards) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    Map<String, ByteBuffer> bytes = new HashMap<>();
    long fileBytes = 0;
    for (WeightsLayout.Shard shard : shards) {
      WeightsFile file = WeightsFile.open(shard.file());
      fileBytes += file.fileBytes();
      int before = tensors.size();
      for (TensorInfo tensor : file.tensors()) {
        if (shard.names().isEmpty() || shard.names().get().contains(tensor.name())) {
          tensors.put(tensor.name(), tensor);
          bytes.computeIfAbsent(tensor.name(), file.bytes()::get); // none if too large for a buffer
        }
      }
      requireAll(shard, tensors, tensors.size() - before);
    }
    return new Checkpoint(folder, tensors, bytes, fileBytes);
  }

  private static void requireAll(
      WeightsLayout.Shard shard, Map<String, TensorInfo> tensors, int found) {
    if (shard.names().isEmpty() || shard.names().get().size() == found) {
      return;
    }
    for (String name : shard.names().get()) {
      if (!tensors.containsKey(name)) {
        throw new ModelFormatException(
            shard.file()
                + ": has no tensor "
                + Excerpt.name(name)
                + ", which the index places there; download the model again");
      }
    }
  }

  /** The folder of the model. */
  public Path folder() {
    return folder;
  }

  /** All tensors by name, file by file and in the order of their bytes. */
  public Map<String, TensorInfo> tensors() {
    return tensors;
  }

  /** Whether there is a tensor of this name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /**
   * The tensor of this name.
   *
   * @throws ModelFormatException if there is none
   */
  public TensorInfo tensor(String name) {
    TensorInfo tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelFormatException(
          folder
              + ": has no tensor "
              + Excerpt.name(name)
              + " among its "
              + tensors.size()
              + "; do the weights belong to the config.json beside them?");
    }
    return tensor;
  }

  /**
   * The tensor of this name and shape.
   *
   * @throws ModelFormatException if there is none, or it has another shape
   */
  public TensorInfo tensor(String name, long... shape) {
    TensorInfo tensor = tensor(name);
    if (!Arrays.equals(tensor.dimensions(), shape)) {
      throw new ModelFormatException(
          tensor.file()
              + ": tensor "
              + Excerpt.name(name)
              + " has shape "
              + tensor.shape()
              + ", expected "
              + Arrays.toString(shape)
              + "; do the weights belong to the config.json beside them?");
    }
    return tensor;
  }

  /**
   * The bytes of a tensor, row by row: a direct, read-only, little-endian buffer of exactly its
   * length. Costs no memory of its own.
   *
   * @throws ModelFormatException if there is no such tensor, or it has 2 GiB or more
   */
  public ByteBuffer map(String name) {
    TensorInfo tensor = tensor(name);
    ByteBuffer mapped = bytes.get(name);
    if (mapped == null) {
      throw new ModelFormatException(
          tensor.file()
              + ": tensor "
              + Excerpt.name(name)
              + " has "
              + tensor.length()
              + " bytes, expected at most "
              + Integer.MAX_VALUE
              + "; export the model in a smaller type, as BF16");
    }
    return mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The values of a tensor, row by row: F32, F16 and BF16 exactly, F64 rounded.
   *
   * @throws ModelFormatException if there is no such tensor, it has another type, or it is too
   *     large
   */
  public float[] readFloats(String name) {
    TensorInfo tensor = tensor(name);
    if (!Floats.reads(tensor.dtype())) {
      throw new ModelFormatException(
          tensor.file()
              + ": tensor "
              + Excerpt.name(name)
              + " is "
              + tensor.dtype()
              + ", expected F32, F16, BF16 or F64; convert the checkpoint");
    }
    ByteBuffer source = map(name);
    float[] values = new float[(int) tensor.elements()];
    Floats.read(source, tensor.dtype(), 0, values, values.length);
    return values;
  }

  /** Bytes of all files together. */
  public long fileBytes() {
    return fileBytes;
  }

  /**
   * A name for these weights that does not depend on the files they lie in: SHA-256, in
   * hexadecimal, over every tensor's name, type, shape and sampled content. Reads a few megabytes
   * at most.
   *
   * @throws ModelFormatException if a tensor has 2 GiB or more
   */
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    for (String name : new TreeSet<>(tensors.keySet())) {
      fingerprint.add(tensors.get(name), map(name));
    }
    return fingerprint.hex();
  }

  /**
   * Reads every floating-point value once, on all cores, and so brings the files into memory.
   *
   * @throws ModelFormatException naming the first tensor that has a NaN or infinity
   */
  public void requireFinite(ProgressListener listener) {
    FiniteCheck check = new FiniteCheck();
    tensors.forEach((name, tensor) -> check.add(tensor, map(name)));
    check
        .firstNotFinite(listener)
        .ifPresent(
            name -> {
              throw new ModelFormatException(
                  tensors.get(name).file()
                      + ": tensor "
                      + Excerpt.name(name)
                      + " has a NaN or infinite value, expected finite weights; the file is damaged"
                      + " or its training failed, get another");
            });
  }
}
