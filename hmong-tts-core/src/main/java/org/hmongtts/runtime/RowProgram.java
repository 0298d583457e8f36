package org.hmongtts.runtime;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.hmongtts.network.Convolution;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * Steps from plane to plane (see {@link RowOps}). Planes that are not needed at the same time share
 * memory. Immutable; any thread, each with a {@link Workspace} of its own.
 */
final class RowProgram {

  /** One step; planes are named by numbers. */
  sealed interface Step {
    int target();

    /** The planes that it reads. */
    List<Integer> reads();

    void run(Run run);
  }

  /** Row by row from plane to plane. */
  record Rows(int source, List<RowKernel> kernels, int channels, int target) implements Step {

    @Override
    public List<Integer> reads() {
      return planesRead(source, kernels);
    }

    @Override
    public void run(Run run) {
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
      implements Step {

    @Override
    public List<Integer> reads() {
      return List.of(source);
    }

    @Override
    public void run(Run run) {
      int steps = run.steps(source);
      FloatBuffer x = run.plane(source);
      FloatBuffer y = run.create(target, rows, steps);
      run.products.multiply(weight, rows, channels, x, steps, y);
    }
  }

  /** The partial sums of a transposed convolution, put where they belong. */
  record Overlap(int source, float[] biases, Convolution shape, int target) implements Step {

    @Override
    public List<Integer> reads() {
      return List.of(source);
    }

    @Override
    public void run(Run run) {
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
      implements Step {

    @Override
    public List<Integer> reads() {
      return planesRead(source, kernels);
    }

    @Override
    public void run(Run run) {
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

  private final List<Step> steps;
  private final int output;
  private final int[] places; // plane -> memory

  /**
   * @param output the plane that is the result
   * @param planes how many there are; plane 0 is the input
   */
  RowProgram(List<Step> steps, int output, int planes) {
    this.steps = List.copyOf(steps);
    this.output = output;
    this.places = places(this.steps, output, planes);
  }

  /** Gives each plane a piece of memory that no other plane needs meanwhile. */
  private static int[] places(List<Step> steps, int output, int planes) {
    int[] lastRead = new int[planes];
    for (int i = 0; i < steps.size(); i++) {
      for (int plane : steps.get(i).reads()) {
        lastRead[plane] = i;
      }
    }
    lastRead[output] = steps.size();
    int[] places = new int[planes];
    Deque<Integer> free = new ArrayDeque<>();
    int used = 1; // the input's
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int now = i;
      List<Integer> done =
          step.reads().stream()
              .distinct()
              .filter(p -> lastRead[p] == now)
              .map(p -> places[p])
              .toList();
      if (step instanceof Rows) {
        done.forEach(free::push);
      }
      places[step.target()] = free.isEmpty() ? used++ : free.pop();
      if (!(step instanceof Rows)) {
        done.forEach(free::push);
      }
    }
    return places;
  }

  /**
   * Runs the program on a chunk.
   *
   * @param run with the input made by {@link Run#create}
   * @return the output's values, row by row
   */
  float[] run(Run run) {
    for (Step step : steps) {
      step.run(run);
    }
    FloatBuffer result = run.plane(output);
    float[] values = new float[result.remaining()];
    result.get(values);
    return values;
  }

  /** Memory for the planes of one run at a time, kept from run to run. */
  static final class Workspace {
    private final List<FloatBuffer> memory = new ArrayList<>();
    private final Row row = new Row();
    private float[] partial = {};

    private FloatBuffer memory(int place) {
      return memory.get(place);
    }

    private FloatBuffer reserve(int place, int size) {
      while (memory.size() <= place) {
        memory.add(FloatBuffer.allocate(0));
      }
      if (memory.get(place).capacity() < size) {
        memory.set(place, RunTensors.direct(Float.BYTES, size).asFloatBuffer());
      }
      return memory.get(place);
    }
  }

  /** One run: the chunk, its noise, and the planes so far. */
  final class Run {
    private final Workspace workspace;
    private final MatrixProduct products;
    private final SnacConfig config;
    private final SnacChunk chunk;
    private final CodecNoise noise;
    private final int[] channels = new int[places.length];
    private final int[] lengths = new int[places.length];
    private final float[][] noises;

    Run(
        Workspace workspace,
        MatrixProduct products,
        SnacConfig config,
        SnacChunk chunk,
        CodecNoise noise) {
      this.workspace = workspace;
      this.products = products;
      this.config = config;
      this.chunk = chunk;
      this.noise = noise;
      this.noises = new float[config.decoderRates().size()][];
    }

    /** Makes a plane; what it holds is not defined. */
    FloatBuffer create(int plane, int channels, int steps) {
      this.channels[plane] = channels;
      lengths[plane] = steps;
      workspace.reserve(places[plane], Math.multiplyExact(channels, steps));
      return plane(plane);
    }

    /** The plane's values, {@code [channels][steps]}. */
    FloatBuffer plane(int plane) {
      FloatBuffer values = workspace.memory(places[plane]).duplicate();
      values.clear();
      values.limit(channels[plane] * lengths[plane]);
      return values;
    }

    int steps(int plane) {
      return lengths[plane];
    }

    Row row() {
      return workspace.row;
    }

    float[] partial(int size) {
      if (workspace.partial.length < size) {
        workspace.partial = new float[size];
      }
      return workspace.partial;
    }

    Steps crop(int stage) {
      return chunk.crop(stage, config);
    }

    float[] noise(int block) {
      if (noises[block] == null) {
        Steps steps = chunk.noise(block, config);
        noises[block] = new float[steps.count()];
        noise.write(block, steps.from(), FloatBuffer.wrap(noises[block]));
      }
      return noises[block];
    }
  }
}
