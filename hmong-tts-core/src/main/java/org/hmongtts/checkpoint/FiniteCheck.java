package org.hmongtts.checkpoint;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks for NaN and infinity in stored floating-point values, at the speed of the memory.
 *
 * <p>A value is one of them when its exponent bits are all ones. Without its sign bit, such a value
 * plus the lowest exponent bit carries into the place of the sign, and no other value does; a carry
 * cannot go further. So eight bytes are tested at once, whatever the type, by {@code (x & mask) +
 * one}, and the sums of a whole block are or-ed together before the sign bits are looked at: a loop
 * without branches, which the compiler turns into vector instructions.
 */
final class FiniteCheck {

  private static final int BLOCK = 2048; // longs in the cache at a time
  private static final int PIECE_BYTES = 4 << 20; // work of one task

  /** The test for one type: the sign bits of eight bytes of it, and the lowest exponent bits. */
  private record Pattern(long signs, long one) {

    static Optional<Pattern> of(DType dtype) {
      return switch (dtype) {
        case F64 -> Optional.of(new Pattern(1L << 63, 1L << 52));
        case F32, C64 -> Optional.of(new Pattern(0x8000000080000000L, 0x0080000000800000L));
        case F16 -> Optional.of(new Pattern(0x8000800080008000L, 0x0400040004000400L));
        case BF16 -> Optional.of(new Pattern(0x8000800080008000L, 0x0080008000800080L));
        default -> Optional.empty();
      };
    }
  }

  /** Part of a tensor. */
  private record Piece(String tensor, Pattern pattern, ByteBuffer bytes) {}

  private final List<Piece> pieces = new ArrayList<>();
  private long total;

  /** Adds a tensor to what is looked through; one without floating-point values is left out. */
  void add(TensorInfo tensor, ByteBuffer bytes) {
    Pattern pattern = Pattern.of(tensor.dtype()).orElse(null);
    if (pattern == null) {
      return;
    }
    for (int start = 0; start < bytes.capacity(); ) {
      int length = Math.min(PIECE_BYTES, bytes.capacity() - start);
      pieces.add(new Piece(tensor.name(), pattern, MappedFile.slice(bytes, start, length)));
      start += length;
      total += length;
    }
  }

  /** The first tensor, in the order they were added, with a NaN or infinity. */
  Optional<String> firstNotFinite(ProgressListener listener) {
    AtomicLong done = new AtomicLong();
    return pieces.parallelStream()
        .filter(
            piece -> {
              boolean bad = !isFinite(piece.bytes, piece.pattern);
              listener.progress(done.addAndGet(piece.bytes.capacity()), total);
              return bad;
            })
        .findFirst()
        .map(Piece::tensor);
  }

  private static boolean isFinite(ByteBuffer bytes, Pattern pattern) {
    LongBuffer longs = bytes.asLongBuffer();
    long[] block = new long[Math.min(BLOCK, longs.remaining())];
    long carried = 0;
    while (longs.hasRemaining()) {
      int n = Math.min(block.length, longs.remaining());
      longs.get(block, 0, n);
      carried |= carries(block, n, ~pattern.signs, pattern.one);
    }
    int whole = bytes.capacity() & ~7;
    long rest = 0;
    for (int i = bytes.capacity() - 1; i >= whole; i--) {
      rest = rest << 8 | bytes.get(i) & 0xff;
    }
    carried |= (rest & ~pattern.signs) + pattern.one;
    return (carried & pattern.signs) == 0;
  }

  private static long carries(long[] block, int n, long mask, long one) {
    long carried = 0;
    for (int i = 0; i < n; i++) {
      carried |= (block[i] & mask) + one;
    }
    return carried;
  }
}
