package org.hmongtts.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes a {@code .safetensors} file of any size: tensors are declared first, then asked for their
 * bytes one after another, so that no more than one needs to be in memory. The file appears under
 * its name only when it is complete. For one thread.
 *
 * <pre>{@code
 * new SafetensorsWriter()
 *     .add("weight", DType.F32, new long[] {2, 3}, SafetensorsWriter.floats(values))
 *     .write(folder.resolve("model.safetensors"));
 * }</pre>
 */
public final class SafetensorsWriter {

  /** Where vector instructions and cache lines like a tensor to begin. */
  private static final int ALIGNMENT = 64;

  private static final int LENGTH_BYTES = 8;

  /** What the reference writer's headers are a multiple of. */
  private static final int REFERENCE_ALIGNMENT = 8;

  /** Gives the bytes of one tensor, row by row and little endian, when its turn has come. */
  @FunctionalInterface
  public interface Body {

    /**
     * @param out takes exactly the tensor's bytes; writes all that a buffer has remaining
     * @throws IOException if the source or the target fails
     */
    void writeTo(WritableByteChannel out) throws IOException;
  }

  private static final Body ZEROS = out -> {};

  private record Tensor(String name, DType dtype, long[] shape, long length, Body body) {}

  private final List<Tensor> tensors = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
  private int alignment = ALIGNMENT;

  /**
   * Declares a tensor.
   *
   * @throws IllegalArgumentException if the name is taken, or the shape negative or too large
   */
  public SafetensorsWriter add(String name, DType dtype, long[] shape, Body body) {
    if (name.equals("__metadata__") || !names.add(name)) {
      throw new IllegalArgumentException("tensor name already in use: " + Excerpt.name(name));
    }
    tensors.add(new Tensor(name, dtype, shape.clone(), bytes(dtype, shape), body));
    return this;
  }

  /** Adds an entry to the file's {@code __metadata__}, which has {@code format = pt} already. */
  public SafetensorsWriter metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /**
   * Lays the file out byte for byte as the reference writer does: tensors by type and name, each at
   * a multiple of no more than its elements' size. Otherwise they begin, where that costs nothing,
   * where vector instructions and cache lines like them to.
   */
  public SafetensorsWriter referenceLayout() {
    alignment = REFERENCE_ALIGNMENT;
    return this;
  }

  /** The values of an F32 tensor. */
  public static Body floats(float[] values) {
    return out -> {
      ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < values.length; ) {
        int count = Math.min(chunk.capacity() / Float.BYTES, values.length - at);
        chunk.asFloatBuffer().put(values, at, count);
        out.write(MappedFile.slice(chunk, 0, count * Float.BYTES));
        at += count;
      }
    };
  }

  /**
   * Nothing but zeros, as a hole in the file where the file system has such: a model's names and
   * shapes, for those who need no more, cost no disk.
   */
  public static Body zeros() {
    return ZEROS;
  }

  /** The bytes of a tensor that exists already, from position 0 to the limit of a buffer. */
  public static Body bytes(ByteBuffer bytes) {
    return out -> out.write(MappedFile.slice(bytes, 0, bytes.limit()));
  }

  /**
   * Writes the file: to a temporary one beside it, forced to the disk, then moved into place. On
   * failure nothing is left of it, and a file that was there before stays.
   *
   * @throws IOException if the disk fails or is full
   * @throws IllegalStateException if a body gives more or fewer bytes than its tensor has
   */
  public void write(Path target) throws IOException {
    List<Tensor> ordered = ordered();
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID() + ".tmp");
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        writeFully(channel, header(ordered));
        for (Tensor tensor : ordered) {
          writeBody(tensor, channel);
        }
        endAtPosition(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Tensors of whole multiples of 64 bytes first, since each begins at one too then; after them the
   * others, and in both groups the types of wider alignment first, then by name, which is the order
   * of the reference writer and keeps every element aligned to its own size.
   */
  private List<Tensor> ordered() {
    List<Tensor> ordered = new ArrayList<>(tensors);
    ordered.sort(
        Comparator.comparing(
                (Tensor tensor) -> alignment == ALIGNMENT && tensor.length % ALIGNMENT != 0)
            .thenComparing(tensor -> -tensor.dtype.bits())
            .thenComparing(Tensor::name));
    return ordered;
  }

  /** The length, the JSON, and blanks up to the alignment. */
  private ByteBuffer header(List<Tensor> ordered) throws IOException {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator generator = BoundedJson.FACTORY.createGenerator(json)) {
      generator.writeStartObject();
      generator.writeObjectFieldStart("__metadata__");
      for (Map.Entry<String, String> entry : metadata.entrySet()) {
        generator.writeStringField(entry.getKey(), entry.getValue());
      }
      generator.writeEndObject();
      long offset = 0;
      for (Tensor tensor : ordered) {
        long end = Math.addExact(offset, tensor.length);
        generator.writeObjectFieldStart(tensor.name);
        generator.writeStringField("dtype", tensor.dtype.name());
        generator.writeFieldName("shape");
        generator.writeArray(tensor.shape, 0, tensor.shape.length);
        generator.writeFieldName("data_offsets");
        generator.writeArray(new long[] {offset, end}, 0, 2);
        generator.writeEndObject();
        offset = end;
      }
      generator.writeEndObject();
    }
    while ((LENGTH_BYTES + json.size()) % alignment != 0) {
      json.write(' ');
    }
    ByteBuffer header =
        ByteBuffer.allocate(LENGTH_BYTES + json.size()).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, json.size());
    System.arraycopy(json.toByteArray(), 0, header.array(), LENGTH_BYTES, json.size());
    return header;
  }

  private static void writeBody(Tensor tensor, FileChannel channel) throws IOException {
    long end = channel.position() + tensor.length;
    if (tensor.body == ZEROS) {
      channel.position(end);
      return;
    }
    tensor.body.writeTo(new BodyChannel(channel, end));
    if (channel.position() != end) {
      throw new IllegalStateException(
          "the body of tensor "
              + Excerpt.name(tensor.name)
              + " is "
              + (end - channel.position())
              + " bytes short of its shape "
              + Arrays.toString(tensor.shape));
    }
  }

  /** Zeros at the end have moved the position, not the end of the file. */
  private static void endAtPosition(FileChannel channel) throws IOException {
    long end = channel.position();
    if (channel.size() < end) {
      channel.position(end - 1);
      writeFully(channel, ByteBuffer.allocate(1));
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static long bytes(DType dtype, long[] shape) {
    long elements = 1;
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
        }
        elements = Math.multiplyExact(elements, dimension);
      }
      long bits = Math.multiplyExact(elements, (long) dtype.bits());
      if (bits % 8 == 0) {
        return bits / 8;
      }
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("shape too large: " + Arrays.toString(shape), e);
    }
    throw new IllegalArgumentException(
        Arrays.toString(shape) + " elements of " + dtype + " are no whole number of bytes");
  }

  /** The file as one tensor's body sees it: bounded, and closed by nobody but the writer. */
  private record BodyChannel(FileChannel channel, long end) implements WritableByteChannel {

    @Override
    public int write(ByteBuffer source) throws IOException {
      int count = source.remaining();
      if (count > end - channel.position()) {
        throw new IllegalStateException("the body of a tensor is longer than its shape");
      }
      writeFully(channel, source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {}
  }
}
