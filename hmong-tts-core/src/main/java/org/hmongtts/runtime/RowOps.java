package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.List;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.network.Convolution;
import org.hmongtts.network.ConvolutionOps;

/**
 * Writes a convolutional network as a {@link RowProgram}: what concerns each channel by itself is
 * done row by row in Java, what mixes channels is a matrix product of ONNX Runtime.
 *
 * <p><b>Why not one ONNX graph?</b> ONNX Runtime's element-wise operators are compiled for the
 * oldest processors, four floats at a time, and every one of them goes over the whole plane: a
 * snake activation is five passes. Sines and those passes were two thirds of the codec's time, its
 * depthwise and transposed convolutions most of the rest; the matrix products, which it does at the
 * processor's full speed, an eighth. Here the rows between two products are read once, worked on
 * inside the nearest cache and written once; see {@code docs/performance.md} for the figures.
 */
final class RowOps implements ConvolutionOps<RowOps.Plane> {

  /**
   * Channels over time, in a buffer of the program, with what is still to be done to each row when
   * it is next read.
   */
  record Plane(int buffer, int channels, List<RowKernel> pending) {

    Plane then(RowKernel kernel) {
      List<RowKernel> longer = new ArrayList<>(pending);
      longer.add(kernel);
      return new Plane(buffer, channels, List.copyOf(longer));
    }
  }

  private final Checkpoint weights;
  private final boolean noise;
  private final List<RowStep> steps = new ArrayList<>();
  private int buffers;

  /**
   * @param noise whether the noise of a codec's blocks is added
   */
  RowOps(Checkpoint weights, boolean noise) {
    this.weights = weights;
    this.noise = noise;
  }

  /** Where the weight of a transposed convolution lies as {@code [out · kernel, in]}. */
  static String productWeight(String module) {
    return module + ".weight.as_product";
  }

  /** The plane that the program starts from. Called first. */
  Plane input(int channels) {
    return plane(channels);
  }

  /** The program that makes a plane from the input. */
  RowProgram program(Plane output) {
    return new RowProgram(steps, store(output), buffers);
  }

  @Override
  public Plane add(Plane a, Plane b) {
    Plane sum = b.then(new RowKernel.Add(store(a)));
    // Stored at once: a sum is read twice, by the next unit and around it.
    return new Plane(store(sum), b.channels, List.of());
  }

  @Override
  public Plane tanh(Plane x) {
    return x.then(new RowKernel.Tanh());
  }

  @Override
  public Plane conv1d(Plane x, String module, Convolution shape) {
    TensorInfo weight = weights.tensor(module + ".weight");
    int out = Math.toIntExact(weight.shape().get(0));
    if (shape.stride() != 1 || shape.groups() != 1 && shape.groups() != x.channels) {
      throw new IllegalArgumentException(module + " is a convolution of a kind unknown here");
    }
    if (shape.groups() == x.channels) {
      float[][] taps = rows(weights.readFloats(weight.name()), shape.kernel());
      return x.then(
          new RowKernel.Depthwise(taps, biases(module, out), shape.dilation(), shape.padding()));
    }
    if (shape.kernel() == 1) {
      Plane y = product(x, weight.name(), out);
      return weights.contains(module + ".bias")
          ? y.then(new RowKernel.Bias(biases(module, out)))
          : y;
    }
    Plane y = plane(out);
    float[][] taps = rows(weights.readFloats(weight.name()), shape.kernel());
    steps.add(
        new RowStep.Mixture(
            x.buffer, x.pending, x.channels, taps, biases(module, out), shape, y.buffer));
    return y;
  }

  @Override
  public Plane convTranspose1d(Plane x, String module, Convolution shape) {
    int out = Math.toIntExact(weights.tensor(module + ".weight").shape().get(1));
    Plane partial = product(x, productWeight(module), out * shape.kernel());
    Plane y = plane(out);
    steps.add(new RowStep.Overlap(partial.buffer, biases(module, out), shape, y.buffer));
    return y;
  }

  @Override
  public Plane snake(Plane x, String alphaTensor) {
    return x.then(RowKernel.Snake.of(weights.readFloats(alphaTensor)));
  }

  @Override
  public Plane crop(Plane x, int stage) {
    return x.then(new RowKernel.Crop(stage));
  }

  @Override
  public boolean addsNoise() {
    return noise;
  }

  @Override
  public Plane timesNoise(Plane x, int block) {
    return x.then(new RowKernel.TimesNoise(block));
  }

  private Plane product(Plane x, String weight, int out) {
    int source = store(x);
    Plane y = plane(out);
    steps.add(new RowStep.Product(weights.map(weight), out, x.channels, source, y.buffer));
    return y;
  }

  /** The buffer that holds a plane once everything has been done to it. */
  private int store(Plane x) {
    if (x.pending.isEmpty()) {
      return x.buffer;
    }
    Plane stored = plane(x.channels);
    steps.add(new RowStep.Rows(x.buffer, x.pending, x.channels, stored.buffer));
    return stored.buffer;
  }

  private Plane plane(int channels) {
    return new Plane(buffers++, channels, List.of());
  }

  private float[] biases(String module, int count) {
    return weights.contains(module + ".bias")
        ? weights.readFloats(module + ".bias")
        : new float[count];
  }

  private static float[][] rows(float[] values, int size) {
    float[][] rows = new float[values.length / size][size];
    for (int i = 0; i < values.length; i++) {
      rows[i / size][i % size] = values[i];
    }
    return rows;
  }
}
