package org.hmongtts.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;

/**
 * The weights of a language model as a precision needs them, where the checkpoint's own won't do.
 */
final class PreparedLanguageModel {

  /** Rows quantised at a time: enough to share among cores, few enough to stay small. */
  private static final int ROWS = 256;

  private PreparedLanguageModel() {}

  /**
   * @return what lies over the base: quantised weights, or 16-bit ones widened for a device without
   *     16-bit kernels; empty where the base is used as it is
   */
  static Optional<Checkpoint> open(
      Checkpoint base, LlamaConfig config, LanguageModel.Settings settings) throws IOException {
    Optional<BlockQuantization> quantization = settings.precision().quantization();
    if (quantization.isPresent()) {
      return Optional.of(
          PreparedWeights.open(
              settings.cacheFolder(),
              base,
              quantization.get().recipe(),
              (from, out) ->
                  declareQuantized(from, config, quantization.get(), out, settings.progress())));
    }
    boolean halfFloats =
        base.tensors().values().stream()
            .anyMatch(t -> t.dtype() == DType.F16 || t.dtype() == DType.BF16);
    return settings.provider().needsFloat32() && halfFloats
        ? Optional.of(PreparedWeights.float32(settings.cacheFolder(), base))
        : Optional.empty();
  }

  private static void declareQuantized(
      Checkpoint base,
      LlamaConfig config,
      BlockQuantization quantization,
      SafetensorsWriter out,
      ProgressListener progress) {
    String head = config.tiedHead() ? new Llama(config, "model.").embeddingModule() : "lm_head";
    List<TensorInfo> linear =
        base.tensors().values().stream()
            .filter(t -> t.shape().size() == 2 && t.name().endsWith(".weight"))
            .filter(t -> t.name().contains(".layers.") || t.name().equals(head + ".weight"))
            .collect(Collectors.toList());
    long total = linear.stream().mapToLong(TensorInfo::length).sum();
    AtomicLong done = new AtomicLong();
    for (TensorInfo tensor : linear) {
      String module = tensor.name().substring(0, tensor.name().length() - ".weight".length());
      long[] shape = tensor.dimensions();
      int blocks = quantization.blocks(shape[1]);
      out.add(
          quantization.packedName(module),
          DType.U8,
          new long[] {shape[0], blocks, quantization.rowBytes(shape[1]) / blocks},
          channel -> {
            quantize(base, tensor, quantization, channel, true);
            progress.progress(done.addAndGet(tensor.length()), total);
          });
      out.add(
          quantization.scalesName(module),
          DType.F32,
          new long[] {shape[0] * blocks},
          channel -> quantize(base, tensor, quantization, channel, false));
    }
  }

  /** Quantises a matrix and writes its codes, or its scales. */
  private static void quantize(
      Checkpoint base,
      TensorInfo tensor,
      BlockQuantization quantization,
      WritableByteChannel out,
      boolean codes)
      throws IOException {
    int rows = Math.toIntExact(tensor.dimensions()[0]);
    int in = Math.toIntExact(tensor.dimensions()[1]);
    ByteBuffer bytes = base.map(tensor.name());
    int packedSize = quantization.rowBytes(in);
    int scalesSize = quantization.blocks(in) * Float.BYTES;
    for (int first = 0; first < rows; first += ROWS) {
      int start = first;
      int count = Math.min(ROWS, rows - first);
      ByteBuffer packed = ByteBuffer.allocate(count * packedSize);
      ByteBuffer scales = ByteBuffer.allocate(count * scalesSize).order(ByteOrder.LITTLE_ENDIAN);
      IntStream.range(0, count)
          .parallel()
          .forEach(
              i -> {
                float[] row = new float[in];
                Floats.read(bytes, tensor.dtype(), (start + i) * in, row, in);
                quantization.quantizeRow(
                    row,
                    part(packed, i * packedSize, packedSize),
                    part(scales, i * scalesSize, scalesSize));
              });
      out.write(codes ? packed : scales);
    }
  }

  private static ByteBuffer part(ByteBuffer buffer, int start, int length) {
    ByteBuffer part = buffer.duplicate();
    part.limit(start + length);
    part.position(start);
    return part.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
