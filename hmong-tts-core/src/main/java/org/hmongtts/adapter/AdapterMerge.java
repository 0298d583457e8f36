package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * Writes a base and an adapter as one plain model folder: {@code model.safetensors}, {@code
 * config.json}, and the base's tokenizer, codec and other small files.
 *
 * <p>Weights are merged in float32 and rounded once. A 16-bit type keeps little of a small change,
 * so {@link #inFloat32} or the adapter kept apart is closer to what was trained. A few rows of one
 * tensor are in memory at a time. Immutable.
 */
public final class AdapterMerge {

  private static final int CHUNK = 1 << 20; // values merged and written at a time, at least a row

  private final BoundAdapter adapter;
  private final float strength;
  private final boolean float32;

  private AdapterMerge(BoundAdapter adapter, float strength, boolean float32) {
    this.adapter = adapter;
    this.strength = strength;
    this.float32 = float32;
  }

  /** A merge at full strength in the base's own types. */
  public static AdapterMerge of(BoundAdapter adapter) {
    return new AdapterMerge(adapter, 1, false);
  }

  /**
   * The same merge with every changed weight moved only so far from the base's.
   *
   * @param strength 0 leaves the base as it is, 1 is the adapter in full; more exaggerates it
   * @throws IllegalArgumentException if it is not a finite number from 0 on
   */
  public AdapterMerge strength(float strength) {
    if (!(strength >= 0) || Float.isInfinite(strength)) {
      throw new IllegalArgumentException("strength must be 0 or more, got " + strength);
    }
    return new AdapterMerge(adapter, strength, float32);
  }

  /** The same merge with all floating-point weights in F32. */
  public AdapterMerge inFloat32() {
    return new AdapterMerge(adapter, strength, true);
  }

  /**
   * Writes the folder: under another name beside it, then moved into place. On failure nothing is
   * left.
   *
   * @param target a folder that does not exist yet
   * @param listener hears how many bytes of weights are written
   * @throws ModelFormatException if the base cannot be merged with the adapter
   * @throws IOException if the folder exists, or the disk fails or is full
   */
  public void write(Path target, ProgressListener listener) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
    try {
      Files.createDirectories(temporary);
      ModelFiles.copyBeside(adapter.base().folder(), temporary);
      writeConfig(temporary.resolve("config.json"));
      weights(listener).write(temporary.resolve("model.safetensors"));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      ModelFiles.deleteAll(temporary);
    }
  }

  private void writeConfig(Path target) throws IOException {
    Path source = adapter.base().folder().resolve("config.json");
    if (!Files.exists(source)) {
      return;
    }
    ConfigFile config = ConfigFile.read(source).without("transformers_weights");
    if (adapter.untiesHead()) {
      config = config.with("tie_word_embeddings", false);
    }
    if (float32) {
      for (String field : new String[] {"dtype", "torch_dtype"}) {
        config = config.has(field) ? config.with(field, "float32") : config;
      }
    }
    config = recorded(config, PeftAdapter.TEXT_FORM, adapter.adapter().textForm());
    config = recorded(config, PeftAdapter.DIALECT, adapter.adapter().dialect());
    if (!adapter.adapter().voices().isEmpty()) {
      config = config.with(PeftAdapter.VOICES, adapter.adapter().voices());
    }
    config.write(target);
  }

  private static ConfigFile recorded(ConfigFile config, String field, Optional<String> value) {
    return value.map(recorded -> config.with(field, recorded)).orElse(config);
  }

  private SafetensorsWriter weights(ProgressListener listener) {
    Map<String, TensorInfo> tensors = new TreeMap<>(adapter.base().tensors());
    if (adapter.untiesHead()) {
      TiedHead pair = adapter.tied().orElseThrow();
      tensors.put(pair.head(), adapter.base().tensor(pair.embedding()));
    }
    for (LoraModule lora : adapter.modules().values()) {
      if (lora.bias().isPresent() && !tensors.containsKey(lora.module() + ".bias")) {
        throw new ModelFormatException(
            adapter.adapter().folder()
                + ": adds a bias to "
                + Excerpt.name(lora.module())
                + ", which has none in "
                + adapter.base().folder()
                + " and cannot be merged; use the adapter without merging");
      }
    }
    AtomicLong done = new AtomicLong();
    long total = tensors.values().stream().mapToLong(t -> type(t).bits() * t.elements() / 8).sum();
    SafetensorsWriter writer = new SafetensorsWriter();
    tensors.forEach(
        (name, tensor) ->
            writer.add(
                name,
                type(tensor),
                tensor.dimensions(),
                out -> body(name, tensor, new Counting(out, done, total, listener))));
    return writer;
  }

  private DType type(TensorInfo tensor) {
    return float32 && Floats.reads(tensor.dtype()) ? DType.F32 : tensor.dtype();
  }

  private void body(String name, TensorInfo tensor, WritableByteChannel out) throws IOException {
    LoraModule lora = module(name, ".weight");
    LoraModule biased = module(name, ".bias");
    if (lora != null && !adapter.saved().containsKey(name)) {
      ChangedWeight weight = adapter.weight(lora);
      write(tensor, out, (first, count, to) -> weight.read(first, count, strength, to), lora.in());
    } else if (adapter.saved().containsKey(name)) {
      TensorInfo saved = adapter.saved().get(name);
      blend(tensor, saved.dtype(), adapter.map(name), out);
    } else if (biased != null && biased.bias().isPresent()) {
      write(tensor, out, (first, count, to) -> addBias(tensor, biased, first, count, to), 1);
    } else if (type(tensor) != tensor.dtype()) {
      ByteBuffer bytes = adapter.base().map(tensor.name());
      write(tensor, out, (at, n, to) -> Floats.read(bytes, tensor.dtype(), at, to, n), 1);
    } else {
      out.write(adapter.base().map(tensor.name()));
    }
  }

  private LoraModule module(String tensor, String suffix) {
    return tensor.endsWith(suffix)
        ? adapter.modules().get(tensor.substring(0, tensor.length() - suffix.length()))
        : null;
  }

  /** Gives consecutive rows of a tensor as float32. */
  private interface Rows {
    void read(int first, int count, float[] target);
  }

  private void write(TensorInfo tensor, WritableByteChannel out, Rows rows, int rowLength)
      throws IOException {
    DType type = type(tensor);
    int total = (int) (tensor.elements() / rowLength);
    int step = Math.max(1, Math.min(total, CHUNK / rowLength));
    float[] values = new float[step * rowLength];
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < total; first += step) {
      int count = Math.min(step, total - first);
      rows.read(first, count, values);
      bytes.clear();
      Floats.write(values, count * rowLength, type, bytes);
      bytes.flip();
      out.write(bytes);
    }
  }

  /** Writes the tensor as an adapter's own copy replaces it, in full or in part. */
  private void blend(TensorInfo tensor, DType savedType, ByteBuffer saved, WritableByteChannel out)
      throws IOException {
    ByteBuffer base = adapter.base().map(tensor.name());
    write(
        tensor,
        out,
        (first, count, target) -> {
          Floats.read(saved, savedType, first, target, count);
          if (strength != 1) {
            float[] original = new float[count];
            Floats.read(base, tensor.dtype(), first, original, count);
            for (int i = 0; i < count; i++) {
              target[i] = original[i] + strength * (target[i] - original[i]);
            }
          }
        },
        1);
  }

  private void addBias(TensorInfo tensor, LoraModule lora, int first, int count, float[] target) {
    Floats.read(adapter.base().map(tensor.name()), tensor.dtype(), first, target, count);
    for (int i = 0; i < count; i++) {
      target[i] += strength * lora.scale() * lora.bias().orElseThrow()[first + i];
    }
  }

  /** Reports what goes through to the listener. */
  private record Counting(
      WritableByteChannel out, AtomicLong done, long total, ProgressListener listener)
      implements WritableByteChannel {

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = out.write(source);
      listener.progress(done.addAndGet(written), total);
      return written;
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() {}
  }
}
