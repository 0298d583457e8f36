package org.hmongtts.adapter;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;

/**
 * A weight {@code W} of the base as a {@link LoraModule} changes it, row by row, in float32: {@code
 * V = W + scale·B·A}, and with DoRA {@code V[o] · magnitude[o] / ‖V[o]‖}.
 */
final class ChangedWeight {

  /** Values that one task works on, at least a row: enough to be worth a task. */
  private static final int TASK_VALUES = 1 << 16;

  private final LoraModule lora;
  private final DType dtype;
  private final ByteBuffer weight; // [out][in]

  // Rows in arrays of their own: HotSpot makes vector instructions only of loops whose arrays of
  // one type all begin at the same index.
  private final float[][] a;

  ChangedWeight(LoraModule lora, DType dtype, ByteBuffer weight) {
    this.a = new float[lora.rank()][];
    for (int r = 0; r < a.length; r++) {
      a[r] = Arrays.copyOfRange(lora.a(), r * lora.in(), (r + 1) * lora.in());
    }
    this.lora = lora;
    this.dtype = dtype;
    this.weight = weight;
  }

  /** {@code magnitude[o] / ‖V[o]‖} for every row. */
  float[] rowScale() {
    float[] scale = new float[lora.out()];
    float[] magnitude = lora.magnitude().orElseThrow();
    int step = Math.max(1, TASK_VALUES / lora.in());
    IntStream.range(0, (lora.out() + step - 1) / step)
        .parallel()
        .forEach(
            task -> {
              float[] row = new float[lora.in()];
              int end = Math.min(lora.out(), (task + 1) * step);
              for (int o = task * step; o < end; o++) {
                readBase(o, row);
                addChange(o, row);
                scale[o] = factor(magnitude[o], row);
              }
            });
    return scale;
  }

  /**
   * Reads consecutive rows of the changed weight.
   *
   * @param strength how far from the base to the changed weight: 0 is {@code W}, 1 the change in
   *     full
   * @param target receives the rows, {@code [count][in]}
   */
  void read(int first, int count, float strength, float[] target) {
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              float[] base = new float[lora.in()];
              readBase(first + i, base);
              float[] row = base.clone();
              addChange(first + i, row);
              float factor =
                  lora.magnitude().isPresent() ? factor(lora.magnitude().get()[first + i], row) : 1;
              blend(base, row, factor, strength);
              System.arraycopy(row, 0, target, i * row.length, row.length);
            });
  }

  /** Scales a changed row and moves it back towards the base's. */
  private static void blend(float[] base, float[] row, float factor, float strength) {
    if (strength == 1) {
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
    } else {
      for (int j = 0; j < row.length; j++) {
        row[j] = base[j] + strength * (row[j] * factor - base[j]);
      }
    }
  }

  private void readBase(int o, float[] row) {
    Floats.read(weight, dtype, o * row.length, row, row.length);
  }

  /** Adds {@code scale · B[o]·A}, four rows of A at a time: the row is read and written less. */
  private void addChange(int o, float[] row) {
    float[] b = lora.b();
    float s = lora.scale();
    int r = 0;
    for (int at = o * lora.rank(); r + 4 <= lora.rank(); r += 4, at += 4) {
      addFour(r, s * b[at], s * b[at + 1], s * b[at + 2], s * b[at + 3], row);
    }
    for (; r < lora.rank(); r++) {
      addOne(a[r], s * b[o * lora.rank() + r], row);
    }
  }

  private void addFour(int r, float f0, float f1, float f2, float f3, float[] row) {
    float[] a0 = a[r];
    float[] a1 = a[r + 1];
    float[] a2 = a[r + 2];
    float[] a3 = a[r + 3];
    for (int j = 0; j < row.length; j++) {
      row[j] += f0 * a0[j] + f1 * a1[j] + (f2 * a2[j] + f3 * a3[j]);
    }
  }

  private static void addOne(float[] a, float factor, float[] row) {
    for (int j = 0; j < row.length; j++) {
      row[j] += factor * a[j];
    }
  }

  /** A row of zeros has no direction to be given a length; it stays. */
  private static float factor(float magnitude, float[] row) {
    double even = 0;
    double odd = 0;
    for (int j = 0; j + 1 < row.length; j += 2) { // two sums at once, neither waits for the other
      even += (double) row[j] * row[j];
      odd += (double) row[j + 1] * row[j + 1];
    }
    double last = row.length % 2 == 0 ? 0 : row[row.length - 1];
    double norm = Math.sqrt(even + odd + last * last);
    return norm == 0 ? 1 : (float) (magnitude / norm);
  }
}
