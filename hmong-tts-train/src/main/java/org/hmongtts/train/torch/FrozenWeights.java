package org.hmongtts.train.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * A base's weights on a device. On the processor weights that are stored in the type they are
 * multiplied in stay where they lie in the file; others are converted once, when they are first
 * asked for. Thread-safe.
 */
public final class FrozenWeights implements AutoCloseable {

  /**
   * 16 bytes of 16-bit numbers: with rows of logits that begin there, products run on newer
   * kernels.
   */
  private static final int ROWS_ON_GPU = 8;

  private final Checkpoint checkpoint;
  private final Device device;
  private final BasePrecision precision;
  private final Map<String, String> aliases;
  private final Optional<RandomWeights> random;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, Nf4Matrix> packed = new HashMap<>();
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private final Map<List<String>, Tensor> sideBySide = new HashMap<>();
  private final Map<String, Filled> filled = new HashMap<>();
  private boolean asOnGpu;
  private boolean closed;

  /**
   * @param aliases weights that are other weights used again, as a tied head is the embedding
   */
  public FrozenWeights(
      Checkpoint checkpoint, Map<String, String> aliases, Device device, BasePrecision precision) {
    this(checkpoint, aliases, device, precision, Optional.empty());
  }

  private FrozenWeights(
      Checkpoint checkpoint,
      Map<String, String> aliases,
      Device device,
      BasePrecision precision,
      Optional<RandomWeights> random) {
    this.checkpoint = checkpoint;
    this.device = device;
    this.precision = precision;
    this.aliases = Map.copyOf(aliases);
    this.asOnGpu = device.is_cuda();
    this.random = random;
  }

  /**
   * Weights of a model's names and shapes that are drawn on the device, tensor by tensor: they
   * predict nothing, and cost what trained ones do.
   *
   * @param shapes of which no values are read
   * @param seed of the draws
   */
  public static FrozenWeights random(
      Checkpoint shapes,
      Map<String, String> aliases,
      Device device,
      BasePrecision precision,
      long seed) {
    return new FrozenWeights(
        shapes, aliases, device, precision, Optional.of(new RandomWeights(device, seed)));
  }

  /** Lays tensors out as on a GPU also where that costs a copy and gains nothing. */
  void layOutAsOnGpu() {
    asOnGpu = true;
  }

  boolean has(String name) {
    return checkpoint.contains(stored(name));
  }

  /** The named weight; this object's own, not to be closed. */
  synchronized Tensor get(String name) {
    requireOpen();
    return tensors.computeIfAbsent(stored(name), this::load);
  }

  /**
   * The matrix of a linear module; this object's own, or made for the caller's scope where only its
   * codes are kept.
   */
  Tensor matrix(String name) {
    // The head is no layer: it stays a float, as everywhere that NF4 is used.
    return precision == BasePrecision.NF4 && !name.equals(PackedPass.HEAD + ".weight")
        ? packed(stored(name)).dequantized(type())
        : get(name);
  }

  /**
   * Tensors of the same width as one, row under row; each by itself is then a part of it. Only on a
   * GPU, where one large product is quicker than several.
   *
   * @return empty where they are not held so
   */
  synchronized Optional<Tensor> joined(List<String> names) {
    requireOpen();
    if (!asOnGpu || precision == BasePrecision.NF4) {
      return Optional.empty();
    }
    List<String> stored = names.stream().map(this::stored).toList();
    if (!sideBySide.containsKey(stored) && stored.stream().noneMatch(tensors::containsKey)) {
      sideBySide.put(stored, join(stored));
    }
    return Optional.ofNullable(sideBySide.get(stored));
  }

  private Tensor join(List<String> names) {
    try (PointerScope scope = new PointerScope()) {
      TensorVector parts = new TensorVector();
      names.forEach(name -> parts.push_back(loaded(name)));
      Tensor whole = torch.cat(parts, 0);
      long row = 0;
      for (int i = 0; i < names.size(); i++) {
        long rows = parts.get(i).size(0);
        tensors.put(names.get(i), whole.narrow(0, row, rows).retainReference());
        row += rows;
      }
      return whole.retainReference();
    }
  }

  private synchronized Nf4Matrix packed(String name) {
    requireOpen();
    return packed.computeIfAbsent(name, this::pack);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the weights are closed");
    }
  }

  private String stored(String name) {
    return aliases.getOrDefault(name, name);
  }

  /**
   * A matrix with rows that fill it up to as many as the quick products of a GPU want.
   *
   * @param matrix the filling rows are 0
   * @param bias 0 for each row, −∞ for those that fill up: no probability is left for them
   */
  record Filled(Tensor matrix, Tensor bias) {
    private void release() {
      matrix.releaseReference();
      bias.releaseReference();
    }
  }

  /** The named matrix filled up, where it is held so. */
  synchronized Optional<Filled> filled(String name) {
    get(name);
    return Optional.ofNullable(filled.get(stored(name)));
  }

  private Tensor load(String name) {
    // Kept beyond the scope of the step that happened to ask first.
    long[] shape = checkpoint.tensor(name).dimensions();
    long missing = shape.length == 2 ? -shape[0] & (ROWS_ON_GPU - 1) : 0;
    if (!asOnGpu || missing == 0) {
      return loaded(name).retainReference();
    }
    try (PointerScope scope = new PointerScope()) {
      Tensor own = loaded(name);
      Tensor whole = torch.cat(new TensorVector(own, own.new_zeros(missing, shape[1])), 0);
      Tensor bias = whole.new_zeros(shape[0] + missing);
      bias.narrow(0, shape[0], missing).fill_(new Scalar(Double.NEGATIVE_INFINITY));
      filled.put(name, new Filled(whole.retainReference(), bias.retainReference()));
      return whole.narrow(0, 0, shape[0]).retainReference();
    }
  }

  private Tensor loaded(String name) {
    TensorInfo info = checkpoint.tensor(name);
    return random.isPresent()
        ? random.get().tensor(info, type())
        : Tensors.mapped(info, checkpoint.map(name)).to(device, type());
  }

  private Nf4Matrix pack(String name) {
    TensorInfo info = checkpoint.tensor(name);
    Tensors.type(info); // refuses what is quantised already
    int count = Math.toIntExact(info.elements());
    Nf4Codes codes =
        random.isPresent()
            ? random.get().codes(info)
            : Nf4Codes.quantize(checkpoint.map(name), info.dtype(), count);
    return new Nf4Matrix(codes, info.dimensions(), device);
  }

  /** Bytes of memory that the weights take which have been asked for, mapped ones as well. */
  public synchronized long bytes() {
    long bytes = 0;
    for (Tensor tensor : tensors.values()) { // those held together are parts of what holds them
      bytes += tensor.numel() * tensor.element_size();
    }
    return bytes + packed.values().stream().mapToLong(Nf4Matrix::bytes).sum();
  }

  Device device() {
    return device;
  }

  /** What products are computed in. */
  ScalarType type() {
    return precision.type(device);
  }

  /** To be held by whoever computes with these weights: {@link #close} waits for it. */
  Lock inUse() {
    return use.readLock();
  }

  /** Frees the weights, when nobody computes with them any more. Safe to call twice. */
  @Override
  public void close() {
    use.writeLock().lock();
    try {
      free();
    } finally {
      use.writeLock().unlock();
    }
  }

  private synchronized void free() {
    closed = true;
    tensors.values().forEach(Tensor::releaseReference);
    tensors.clear();
    sideBySide.values().forEach(Tensor::releaseReference);
    sideBySide.clear();
    filled.values().forEach(Filled::release);
    filled.clear();
    packed.values().forEach(Nf4Matrix::close);
    packed.clear();
  }
}
