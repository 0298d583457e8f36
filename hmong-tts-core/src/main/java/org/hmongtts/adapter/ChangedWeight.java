package org.hmongtts.adapter;

import java.nio.ByteBuffer;
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

  ChangedWeight(LoraModule lora, DType dtype, ByteBuffer weight) {
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
              blend(base, row, factor, strength, target, i * row.length);
            });
  }

  private static void blend(
      float[] base, float[] row, float factor, float strength, float[] target, int at) {
    for (int j = 0; j < row.length; j++) {
      float changed = row[j] * factor;
      target[at + j] = strength == 1 ? changed : base[j] + strength * (changed - base[j]);
    }
  }

  private void readBase(int o, float[] row) {
    Floats.read(weight, dtype, o * row.length, row, row.length);
  }

  private void addChange(int o, float[] row) {
    float[] a = lora.a();
    for (int r = 0; r < lora.rank(); r++) {
      float factor = lora.scale() * lora.b()[o * lora.rank() + r];
      int at = r * row.length;
      for (int j = 0; j < row.length; j++) {
        row[j] += factor * a[at + j];
      }
    }
  }

  /** A row of zeros has no direction to be given a length; it stays. */
  private static float factor(float magnitude, float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return sum == 0 ? 1 : (float) (magnitude / Math.sqrt(sum));
  }
}
