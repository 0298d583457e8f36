package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * Steps from plane to plane (see {@link RowOps}). Planes that are not needed at the same time share
 * memory. Immutable; any thread, each with a {@link Workspace} of its own.
 */
final class RowProgram {

  private final List<RowStep> steps;
  private final int output;
  private final int[] places; // plane -> memory

  /**
   * @param output the plane that is the result
   * @param planes how many there are; plane 0 is the input
   */
  RowProgram(List<RowStep> steps, int output, int planes) {
    this.steps = List.copyOf(steps);
    this.output = output;
    this.places = places(this.steps, output, planes);
  }

  /** Gives each plane a piece of memory that no other plane needs meanwhile. */
  private static int[] places(List<RowStep> steps, int output, int planes) {
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
      RowStep step = steps.get(i);
      Deque<Integer> done = new ArrayDeque<>();
      for (int plane : new LinkedHashSet<>(step.reads())) {
        if (lastRead[plane] == i) {
          done.push(places[plane]);
        }
      }
      boolean inPlace = step instanceof RowStep.Rows && !done.isEmpty();
      if (inPlace) {
        places[step.target()] = done.pop();
      } else {
        places[step.target()] = free.isEmpty() ? used++ : free.pop();
      }
      free.addAll(done);
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
    for (RowStep step : steps) {
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

    MatrixProduct products() {
      return products;
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
        Steps steps = chunk.noise(block, config).steps();
        noises[block] = new float[steps.count()];
        noise.write(block, steps.from(), FloatBuffer.wrap(noises[block]));
      }
      return noises[block];
    }
  }
}
