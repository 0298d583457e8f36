package org.hmongtts.train.torch;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;

/**
 * Weights as 4-bit NormalFloat (Dettmers et al. 2023, section 3): 16 values that are equally likely
 * for normally distributed weights, scaled by the largest magnitude of each block of 64. Blocks run
 * over rows.
 *
 * @param packed two codes a byte, the first in the high half; the last byte's low half is 0 where
 *     the count is odd
 * @param scales the largest magnitude of each block, {@code [blocks]}
 * @param count how many weights
 */
record Nf4Codes(byte[] packed, float[] scales, int count) {

  static final int BLOCK = 64;

  /** The values of the 16 codes; the constants of appendix E of the paper. */
  static final float[] TABLE = {
    -1.0f,
    -0.6961928009986877f,
    -0.5250730514526367f,
    -0.39491748809814453f,
    -0.28444138169288635f,
    -0.18477343022823334f,
    -0.09105003625154495f,
    0.0f,
    0.07958029955625534f,
    0.16093020141124725f,
    0.24611230194568634f,
    0.33791524171829224f,
    0.44070982933044434f,
    0.5626170039176941f,
    0.7229568362236023f,
    1.0f
  };

  /** Blocks that one task works on: enough to be worth a task. */
  private static final int TASK_BLOCKS = 1 << 10;

  /**
   * Quantises the values of a tensor, on all cores. One task's values are in memory as floats.
   *
   * @param tensor floating-point values, as {@link Floats#read} takes them
   */
  static Nf4Codes quantize(ByteBuffer tensor, DType dtype, int count) {
    int blocks = (count + BLOCK - 1) / BLOCK;
    byte[] packed = new byte[(count + 1) / 2];
    float[] scales = new float[blocks];
    IntStream.range(0, (blocks + TASK_BLOCKS - 1) / TASK_BLOCKS)
        .parallel()
        .forEach(
            task -> {
              int from = task * TASK_BLOCKS * BLOCK;
              float[] values = new float[Math.min(TASK_BLOCKS * BLOCK, count - from)];
              Floats.read(tensor, dtype, from, values, values.length);
              quantize(values, from, packed, scales);
            });
    return new Nf4Codes(packed, scales, count);
  }

  /** Quantises values whose first is the tensor's {@code from}-th, which begins a block. */
  private static void quantize(float[] values, int from, byte[] packed, float[] scales) {
    for (int start = 0; start < values.length; start += BLOCK) {
      int end = Math.min(start + BLOCK, values.length);
      float largest = 0;
      for (int i = start; i < end; i++) {
        largest = Math.max(largest, Math.abs(values[i]));
      }
      scales[(from + start) / BLOCK] = largest;
      float divisor = largest == 0 ? 1 : largest; // a block of zeros
      for (int i = start; i < end; i++) {
        int code = nearest(values[i] / divisor);
        packed[(from + i) / 2] |= (byte) (i % 2 == 0 ? code << 4 : code);
      }
    }
  }

  /** The code whose value is nearest to a number of -1..1. */
  private static int nearest(float x) {
    int code = 0;
    for (int step = TABLE.length / 2; step > 0; step /= 2) {
      int above = code + step;
      if (x > (TABLE[above - 1] + TABLE[above]) / 2) {
        code = above;
      }
    }
    return code;
  }

  /**
   * The weights again.
   *
   * @param scales of each block: this object's own, or what is left of them
   */
  float[] dequantized(float[] scales) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      int code = i % 2 == 0 ? packed[i / 2] >> 4 & 15 : packed[i / 2] & 15;
      values[i] = TABLE[code] * scales[i / BLOCK];
    }
    return values;
  }
}
