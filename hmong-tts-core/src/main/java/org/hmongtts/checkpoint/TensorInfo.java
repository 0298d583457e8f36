package org.hmongtts.checkpoint;

import java.nio.file.Path;
import java.util.List;

/**
 * One tensor of a weights file: what it is and where its bytes lie. Values are row-major and little
 * endian.
 *
 * @param name as the file has it
 * @param dtype element type
 * @param shape dimensions, outermost first; empty for a scalar
 * @param file the file that holds it
 * @param offset of its first byte from the start of {@code file}; {@link #REARRANGED} if the file
 *     holds the values in another order
 * @param length in bytes
 */
public record TensorInfo(
    String name, DType dtype, List<Long> shape, Path file, long offset, long length) {

  /**
   * The offset of a tensor that its file stores transposed or otherwise spread out, as PyTorch's
   * own format can; {@link Checkpoint#map} puts the values in order.
   */
  public static final long REARRANGED = -1;

  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** Number of elements: the product of the shape, 1 for a scalar. */
  public long elements() {
    long product = 1;
    for (long dimension : shape) {
      product = Math.multiplyExact(product, dimension);
    }
    return product;
  }

  /** The shape as a new array. */
  public long[] dimensions() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
