package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A weights file in memory, each page once. A buffer holds at most 2 GiB, so a larger file is
 * mapped in segments that begin and end between tensors. Mapping costs address space; pages are
 * read when they are touched, and given back when nothing refers to the buffers any more.
 */
final class MappedFile {

  private final TreeMap<Long, ByteBuffer> segments; // by the offset of their first byte

  private MappedFile(TreeMap<Long, ByteBuffer> segments) {
    this.segments = segments;
  }

  static MappedFile map(Path file, List<TensorInfo> tensors) throws IOException {
    return map(file, tensors, Integer.MAX_VALUE);
  }

  /**
   * @param limit most bytes of a segment
   */
  static MappedFile map(Path file, List<TensorInfo> tensors, long limit) throws IOException {
    TreeMap<Long, ByteBuffer> segments = new TreeMap<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long[] range : ranges(tensors, limit)) {
        ByteBuffer segment =
            channel.map(FileChannel.MapMode.READ_ONLY, range[0], range[1] - range[0]);
        segments.put(range[0], segment);
      }
    }
    return new MappedFile(segments);
  }

  /** The bytes of a tensor that was among those mapped: a view, little endian, read-only. */
  ByteBuffer slice(TensorInfo tensor) {
    if (tensor.length() == 0) {
      return ByteBuffer.allocateDirect(0).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
    Map.Entry<Long, ByteBuffer> segment = segments.floorEntry(tensor.offset());
    int start = (int) (tensor.offset() - segment.getKey());
    return slice(segment.getValue(), start, (int) tensor.length());
  }

  /** Part of a little-endian buffer, whatever the position and limit of that. */
  static ByteBuffer slice(ByteBuffer buffer, int start, int length) {
    ByteBuffer view = buffer.duplicate();
    ((Buffer) view).limit(start + length).position(start);
    return view.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Moves a buffer's position on. */
  static void advance(Buffer buffer, int bytes) {
    buffer.position(buffer.position() + bytes);
  }

  /** Ranges of whole tensors, each at most {@code limit} bytes; a larger tensor is left out. */
  private static List<long[]> ranges(List<TensorInfo> tensors, long limit) {
    List<TensorInfo> stored =
        tensors.stream()
            .filter(t -> t.offset() != TensorInfo.REARRANGED)
            .filter(t -> t.length() > 0 && t.length() <= limit)
            .sorted(Comparator.comparingLong(TensorInfo::offset))
            .collect(Collectors.toList());
    List<long[]> ranges = new ArrayList<>();
    for (TensorInfo tensor : stored) {
      long end = tensor.offset() + tensor.length();
      long[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
      if (last != null && Math.max(end, last[1]) - last[0] <= limit) {
        last[1] = Math.max(end, last[1]);
      } else {
        ranges.add(new long[] {tensor.offset(), end});
      }
    }
    return ranges;
  }
}
