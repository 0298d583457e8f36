package org.hmongtts.checkpoint;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;

/** Floating-point values of the stored types as {@code float}, and back. */
public final class Floats {

  private static final int CHUNK = 4096; // elements converted at a time; stays in the cache

  private Floats() {}

  /** Whether {@link #read} knows the type: F64, F32, F16 or BF16. */
  public static boolean reads(DType dtype) {
    return switch (dtype) {
      case F64, F32, F16, BF16 -> true;
      default -> false;
    };
  }

  /**
   * Reads consecutive elements of a tensor. F16 and BF16 become floats exactly; F64 is rounded.
   *
   * @param tensor the bytes of a whole tensor, from position 0, little endian
   * @param dtype its type, one that {@link #reads}
   * @param from first element
   * @param target receives the elements, from its start
   * @param count how many
   */
  public static void read(ByteBuffer tensor, DType dtype, int from, float[] target, int count) {
    switch (dtype) {
      case F32 -> elements(tensor, dtype, from, count).asFloatBuffer().get(target, 0, count);
      case F64 -> {
        DoubleBuffer values = elements(tensor, dtype, from, count).asDoubleBuffer();
        for (int i = 0; i < count; i++) {
          target[i] = (float) values.get();
        }
      }
      case F16, BF16 ->
          readShorts(elements(tensor, dtype, from, count).asShortBuffer(), dtype, target, count);
      default -> throw new IllegalArgumentException(dtype + " holds no floating-point values");
    }
  }

  /** Writes floats in another type, rounded to the nearest, ties to even; F32 as they are. */
  public static void write(float[] source, int count, DType dtype, ByteBuffer target) {
    switch (dtype) {
      case F32 -> {
        FloatBuffer values = target.asFloatBuffer();
        values.put(source, 0, count);
        MappedFile.advance(target, count * 4);
      }
      case F64 -> {
        for (int i = 0; i < count; i++) {
          target.putDouble(source[i]);
        }
      }
      case F16 -> {
        for (int i = 0; i < count; i++) {
          target.putShort(toFloat16(source[i]));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          target.putShort(toBfloat16(source[i]));
        }
      }
      default -> throw new IllegalArgumentException(dtype + " holds no floating-point values");
    }
  }

  private static ByteBuffer elements(ByteBuffer tensor, DType dtype, int from, int count) {
    return MappedFile.slice(tensor, from * dtype.bytes(), count * dtype.bytes());
  }

  private static void readShorts(ShortBuffer values, DType dtype, float[] target, int count) {
    short[] chunk = new short[Math.min(CHUNK, count)];
    for (int done = 0; done < count; done += chunk.length) {
      int n = Math.min(chunk.length, count - done);
      values.get(chunk, 0, n);
      for (int i = 0; i < n; i++) {
        target[done + i] = dtype == DType.F16 ? fromFloat16(chunk[i]) : fromBfloat16(chunk[i]);
      }
    }
  }

  /** The value of a bfloat16: the upper half of a float. */
  public static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest bfloat16, ties to even; NaN stays NaN. */
  public static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40); // quiet: a payload in the lower half alone would vanish
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  /** The value of an IEEE 754 binary16. */
  public static float fromFloat16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f; // zero and the subnormals
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | exponent + (127 - 15) << 23 | fraction << 13);
  }

  /** The nearest IEEE 754 binary16, ties to even; infinite from 65520 on, NaN stays NaN. */
  public static short toFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00 | bits >>> 13 & 0x3ff);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24)); // exact in double
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (127 - 15 << 10));
  }
}
