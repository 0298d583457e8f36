package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import java.util.List;
import org.hmongtts.network.Convolution;
import org.hmongtts.network.Steps;
import org.hmongtts.network.WindowRun;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits a codec for windows of one fixed length, wherever in a sequence they lie.
 *
 * <p>A network that is run on a whole sequence gives each of its convolutions zeros beyond the
 * ends; one that is run on a window with steps beyond an end would give them what it has made of
 * nothing. So each convolution that looks to its sides is first given its input times a mask: 1
 * inside of the sequence, 0 beyond. What comes out inside is then what the whole sequence gives, at
 * the price of a product for each of these convolutions.
 */
final class WindowOps extends OnnxOps {

  /** Counts what changes the number of steps, as {@code SnacChunk.runs} does. */
  private int run;

  WindowOps(OnnxGraph graph, TensorSource tensors, boolean noise) {
    super(graph, tensors, AdapterInputs.NONE, 0, false, noise, Arithmetic.FLOAT32);
    chunked = true;
  }

  /**
   * Writes the masks of a window.
   *
   * @param runs all that its layers see, in their order
   */
  static void writeMasks(RunTensors inputs, List<WindowRun> runs) {
    for (int i = 0; i < runs.size(); i++) {
      Steps steps = runs.get(i).steps();
      Steps inside = runs.get(i).inside().countedFrom(steps.from());
      FloatBuffer mask = inputs.floats(mask(i), 1, 1, steps.count());
      for (int step = inside.from(); step < inside.to(); step++) {
        mask.put(step, 1);
      }
    }
  }

  private static String mask(int run) {
    return "inside." + run;
  }

  @Override
  public Value conv1d(Value x, String module, Convolution shape) {
    Value y = super.conv1d(shape.kernel() > 1 ? inside(x) : x, module, shape);
    run += shape.stride() > 1 ? 1 : 0;
    return y;
  }

  @Override
  public Value convTranspose1d(Value x, String module, Convolution shape) {
    Value y = super.convTranspose1d(inside(x), module, shape);
    run++;
    return y;
  }

  @Override
  public Value crop(Value x, int stage) {
    run++;
    return super.crop(x, stage);
  }

  private Value inside(Value x) {
    return multiply(x, input(mask(run), ElementType.FLOAT, 1, 1, "inside" + run));
  }
}
