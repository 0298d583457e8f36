package org.hmongtts.runtime;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hmongtts.network.Convolution;

/** One step of a {@link RowProgram}; planes are named by numbers. */
sealed interface RowStep {

  /** The plane that it makes. */
  int target();

  /** The planes that it reads. */
  List<Integer> reads();

  void run(RowProgram.Run run);

  /** Row by row from plane to plane. */
  record Rows(int source, List<RowKernel> kernels, int channels, int target) implements RowStep {

    @Override
    public List<Integer> reads() {
      return planesRead(source, kernels);
    }

    @Override
    public void run(RowProgram.Run run) {
      Row row = run.row();
      FloatBuffer from = run.plane(source);
      FloatBuffer to = null;
      for (int c = 0; c < channels; c++) {
        row.load(from, c * run.steps(source), run.steps(source));
        for (RowKernel kernel : kernels) {
          kernel.apply(row, c, run);
        }
        if (to == null) {
          // Never longer than its source, and a row is written after it and those before it were
          // read: so the two may share memory.
          to = run.create(target, channels, row.count());
        }
        row.store(to, c * row.count());
      }
    }
  }

  /** {@code W · x} with {@code W [rows, channels]}. */
  record Product(ByteBuffer weight, int rows, int channels, int source, int target)
      implements RowStep {

    @Override
    public List<Integer> reads() {
      return List.of(source);
    }

    @Override
    public void run(RowProgram.Run run) {
      int steps = run.steps(source);
      FloatBuffer x = run.plane(source);
      FloatBuffer y = run.create(target, rows, steps);
      run.products().multiply(weight, rows, channels, x, steps, y);
    }
  }

  /** The partial sums of a transposed convolution, put where they belong. */
  record Overlap(int source, float[] biases, Convolution shape, int target) implements RowStep {

    @Override
    public List<Integer> reads() {
      return List.of(source);
    }

    @Override
    public void run(RowProgram.Run run) {
      int steps = run.steps(source);
      FloatBuffer from = run.plane(source);
      FloatBuffer to = run.create(target, biases.length, steps * shape.stride());
      float[] partial = run.partial(steps * shape.kernel());
      Row row = run.row();
      for (int c = 0; c < biases.length; c++) {
        from.position(c * shape.kernel() * steps);
        from.get(partial, 0, shape.kernel() * steps);
        row.overlap(partial, steps, shape.stride(), shape.padding(), biases[c]);
        row.store(to, c * row.count());
      }
    }
  }

  /** A convolution over all channels, for few outputs: {@code taps [out · channels][kernel]}. */
  record Mixture(
      int source,
      List<RowKernel> kernels,
      int channels,
      float[][] taps,
      float[] biases,
      Convolution shape,
      int target)
      implements RowStep {

    @Override
    public List<Integer> reads() {
      return planesRead(source, kernels);
    }

    @Override
    public void run(RowProgram.Run run) {
      Row row = run.row();
      FloatBuffer from = run.plane(source);
      float[][] sums = null;
      for (int c = 0; c < channels; c++) {
        row.load(from, c * run.steps(source), run.steps(source));
        for (RowKernel kernel : kernels) {
          kernel.apply(row, c, run);
        }
        if (sums == null) {
          sums = new float[biases.length][row.count()];
          for (int out = 0; out < biases.length; out++) {
            Arrays.fill(sums[out], biases[out]);
          }
        }
        for (int out = 0; out < biases.length; out++) {
          row.convolveInto(sums[out], taps[out * channels + c], shape.dilation(), shape.padding());
        }
      }
      FloatBuffer to = run.create(target, biases.length, row.count());
      for (float[] sum : sums) {
        to.put(sum);
      }
    }
  }

  private static List<Integer> planesRead(int source, List<RowKernel> kernels) {
    List<Integer> planes = new ArrayList<>(List.of(source));
    for (RowKernel kernel : kernels) {
      if (kernel instanceof RowKernel.Add add) {
        planes.add(add.plane());
      }
    }
    return planes;
  }
}
