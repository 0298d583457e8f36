package org.hmongtts.runtime;

import java.nio.ByteBuffer;

/**
 * Weights as small integers with one scale for each block of a row: {@code w ≈ scale · (q - zero)},
 * zero in the middle of the range. The layout is that of ONNX Runtime's {@code MatMulNBits}: packed
 * {@code [out, blocks, blockSize · bits / 8]}, low nibble first, scales {@code [out · blocks]}.
 *
 * @param bits 4 or 8
 * @param blockSize weights of a row that share a scale: 16, 32, 64, 128 or 256
 */
record BlockQuantization(int bits, int blockSize) {

  /** Name and version of what is written, for the cache. */
  String recipe() {
    return "q" + bits + "b" + blockSize + (bits == 8 ? "-2" : "-1");
  }

  String packedName(String module) {
    return module + ".weight.q" + bits + "b" + blockSize;
  }

  String scalesName(String module) {
    return packedName(module) + ".scales";
  }

  int blocks(long in) {
    return Math.toIntExact((in + blockSize - 1) / blockSize);
  }

  /** Bytes of one row of {@code in} weights. */
  int rowBytes(long in) {
    return blocks(in) * blockSize * bits / 8;
  }

  /** Whether a module's weight is there in this form, and not replaced by another. */
  boolean holds(TensorSource tensors, String module) {
    return tensors.contains(packedName(module)) && !tensors.replaces(module + ".weight");
  }

  /** The code of 0. */
  int zero() {
    return 1 << (bits - 1);
  }

  /** Steps from 0 to the largest weight of a block. */
  int steps() {
    return zero() - 1;
  }

  /**
   * Quantises one row. With eight bits the largest weight of a block is 127 steps, and the scale is
   * rounded to what bfloat16 can hold, in which a GPU reads it. That moves the largest weight by
   * less than half a step: it is 127 still, and what the codes stand for becomes the same codes
   * again.
   *
   * @param row {@code in} weights
   * @param packed receives {@link #rowBytes} bytes
   * @param scales receives {@link #blocks} scales
   */
  void quantizeRow(float[] row, ByteBuffer packed, ByteBuffer scales) {
    int zero = zero();
    int[] codes = new int[blockSize];
    for (int start = 0; start < row.length; start += blockSize) {
      int end = Math.min(start + blockSize, row.length);
      float scale =
          bits == 8 ? rounded(largest(row, start, end) / steps()) : bestScale(row, start, end);
      for (int i = 0; i < blockSize; i++) {
        codes[i] = start + i < end ? code(row[start + i], scale, zero) : zero;
      }
      for (int i = 0; i < blockSize; i += 8 / bits) {
        packed.put((byte) (bits == 8 ? codes[i] : codes[i] | codes[i + 1] << 4));
      }
      scales.putFloat(scale);
    }
  }

  /** The nearest bfloat16, of two the even one. */
  private static float rounded(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
  }

  private static int code(float value, float scale, int zero) {
    int code = scale == 0 ? 0 : Math.round(value / scale);
    return Math.min(Math.max(code, -zero), zero - 1) + zero;
  }

  /**
   * The scale with the least squared error among those that map the largest weight (with its sign)
   * to -8 .. -6 or 6 .. 8: with four bits the choice matters, with eight it does not.
   */
  private static float bestScale(float[] row, int start, int end) {
    float extreme = 0;
    for (int i = start; i < end; i++) {
      extreme = Math.abs(row[i]) > Math.abs(extreme) ? row[i] : extreme;
    }
    float best = extreme / -8;
    double least = Double.MAX_VALUE;
    for (float steps = 5.5f; steps <= 9; steps += 0.25f) {
      for (int sign = -1; sign <= 1; sign += 2) {
        float scale = sign * extreme / steps;
        double error = squaredError(row, start, end, scale);
        if (error < least) {
          least = error;
          best = scale;
        }
      }
    }
    return best;
  }

  private static double squaredError(float[] row, int start, int end, float scale) {
    double sum = 0;
    for (int i = start; i < end; i++) {
      double difference = scale * (code(row[i], scale, 8) - 8) - row[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static float largest(float[] row, int start, int end) {
    float largest = 0;
    for (int i = start; i < end; i++) {
      largest = Math.max(largest, Math.abs(row[i]));
    }
    return largest;
  }
}
