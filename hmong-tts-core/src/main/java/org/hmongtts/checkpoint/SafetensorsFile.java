package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.hmongtts.ModelFormatException;

/**
 * The header of a {@code .safetensors} file: what tensors it has and where they lie. Opening reads
 * the header alone; it is as strict as the reference reader, so that a file accepted here cannot
 * point outside itself.
 *
 * @param path the file
 * @param tensors in the order of their bytes
 * @param metadata the {@code __metadata__} entry, empty if there is none
 * @param fileBytes length of the file
 */
public record SafetensorsFile(
    Path path, List<TensorInfo> tensors, Map<String, String> metadata, long fileBytes) {

  /** The limit of the reference reader. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  public SafetensorsFile {
    tensors = List.copyOf(tensors);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads the header of a file.
   *
   * @throws ModelFormatException if the file is truncated, its header malformed, or its data area
   *     not covered by the tensors without holes, overlaps and trailing bytes
   * @throws IOException if it cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long fileBytes = channel.size();
      long headerBytes = headerBytes(path, channel, fileBytes);
      SafetensorsHeader header =
          SafetensorsHeader.read(
              path,
              new ChannelInput(channel, LENGTH_BYTES, headerBytes),
              LENGTH_BYTES + headerBytes);
      header.requireCovered(path, fileBytes);
      return new SafetensorsFile(path, header.tensors(), header.metadata(), fileBytes);
    }
  }

  private static long headerBytes(Path path, FileChannel channel, long fileBytes)
      throws IOException {
    if (fileBytes < LENGTH_BYTES) {
      throw malformed(
          path, "has " + fileBytes + " bytes, expected at least " + LENGTH_BYTES + " of a header");
    }
    ByteBuffer start = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (start.hasRemaining()) {
      if (channel.read(start, start.position()) < 0) {
        throw malformed(path, "ends inside its header");
      }
    }
    long headerBytes = start.getLong(0); // unsigned; beyond the signed range is beyond the limit
    if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
      throw malformed(
          path,
          "states a header of "
              + Long.toUnsignedString(headerBytes)
              + " bytes, expected at most "
              + MAX_HEADER_BYTES);
    }
    if (headerBytes > fileBytes - LENGTH_BYTES) {
      throw malformed(
          path,
          "states a header of "
              + headerBytes
              + " bytes, but only "
              + (fileBytes - LENGTH_BYTES)
              + " follow");
    }
    return headerBytes;
  }

  static ModelFormatException malformed(Path path, String what) {
    return new ModelFormatException(
        path + ": " + what + "; it is no intact safetensors file, download or export it again");
  }
}
