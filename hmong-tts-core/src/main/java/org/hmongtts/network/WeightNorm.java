package org.hmongtts.network;

import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * Folds weight norm (Salimans and Kingma 2016): a weight stored as lengths g and directions v
 * becomes {@code W = g · v / ‖v‖}. The norm runs over the dimensions in which g has size 1, which
 * covers every {@code dim} that PyTorch offers. Both of PyTorch's spellings are read; weights that
 * are plain already stay as they are.
 */
public final class WeightNorm {

  /** How PyTorch ends the names of g and v. */
  private enum Spelling {
    PARAMETRIZATION(".parametrizations.weight.original0", ".parametrizations.weight.original1"),
    HOOK(".weight_g", ".weight_v"); // torch.nn.utils.weight_norm, before PyTorch 2.0

    final String length;
    final String direction;

    Spelling(String length, String direction) {
      this.length = length;
      this.direction = direction;
    }
  }

  private WeightNorm() {}

  /**
   * Declares every floating-point tensor of a checkpoint as F32, with weight norm folded: {@code
   * <module>.weight} takes the place of the two parts. Tensors of whole numbers are left out. One
   * tensor at a time is in memory while the file is written.
   *
   * @throws ModelFormatException if one of the two parts is missing or does not fit the other; and,
   *     while the file is written, if a value is not finite
   */
  public static void declareFolded(Checkpoint source, SafetensorsWriter out) {
    for (TensorInfo tensor : source.tensors().values()) {
      if (!Floats.reads(tensor.dtype())) {
        continue;
      }
      boolean plain = true;
      for (Spelling spelling : Spelling.values()) {
        if (tensor.name().endsWith(spelling.direction)) {
          plain = false;
          declareProduct(source, out, module(tensor, spelling.direction), spelling);
        } else if (tensor.name().endsWith(spelling.length)) {
          plain = false;
          source.tensor(module(tensor, spelling.length) + spelling.direction); // must be there
        }
      }
      if (plain) {
        declare(out, tensor.name(), tensor, () -> source.readFloats(tensor.name()));
      }
    }
  }

  /**
   * The weight of one module, folded where it is not plain.
   *
   * @throws ModelFormatException if it is missing, has another shape, or its parts do not fit one
   *     another
   */
  public static float[] weight(Checkpoint source, String module, long... shape) {
    for (Spelling spelling : Spelling.values()) {
      if (source.contains(module + spelling.direction)) {
        source.tensor(module + spelling.direction, shape);
        return product(source, module, spelling);
      }
    }
    return source.readFloats(source.tensor(module + ".weight", shape).name());
  }

  private static void declareProduct(
      Checkpoint source, SafetensorsWriter out, String module, Spelling spelling) {
    TensorInfo g = source.tensor(module + spelling.length);
    TensorInfo v = source.tensor(module + spelling.direction);
    stepsThroughLengths(g, v); // fails early where they don't fit
    String name = module + ".weight";
    if (source.contains(name)) {
      throw new ModelFormatException(
          v.file()
              + ": has both "
              + name
              + " and "
              + v.name()
              + ", expected one of them; export the model again");
    }
    declare(out, name, v, () -> product(source, module, spelling));
  }

  private interface Values {
    float[] read();
  }

  private static void declare(SafetensorsWriter out, String name, TensorInfo like, Values values) {
    out.add(
        name,
        DType.F32,
        like.dimensions(),
        channel -> SafetensorsWriter.floats(requireFinite(like, values.read())).writeTo(channel));
  }

  /**
   * For each dimension of v, how far one step along it moves in g: 0 where g has size 1. A g
   * without dimensions is one length for all.
   */
  private static int[] stepsThroughLengths(TensorInfo g, TensorInfo v) {
    int rank = v.shape().size();
    int[] steps = new int[rank];
    boolean fits = g.shape().size() == rank || g.elements() == 1;
    int step = 1;
    for (int d = rank - 1; d >= 0 && fits && g.elements() > 1; d--) {
      long size = g.shape().get(d);
      fits = size == 1 || size == v.shape().get(d);
      steps[d] = size == 1 ? 0 : step;
      step = Math.toIntExact(step * size);
    }
    if (!fits) {
      throw new ModelFormatException(
          g.file()
              + ": tensor "
              + g.name()
              + " has shape "
              + g.shape()
              + ", which gives no lengths for "
              + v.name()
              + " of shape "
              + v.shape()
              + "; export the model again");
    }
    return steps;
  }

  private static float[] product(Checkpoint source, String module, Spelling spelling) {
    TensorInfo shape = source.tensor(module + spelling.direction);
    int[] steps = stepsThroughLengths(source.tensor(module + spelling.length), shape);
    float[] g = source.readFloats(module + spelling.length);
    float[] v = source.readFloats(shape.name());
    int run = runOfOneLength(shape, steps);
    int[] owners = new int[v.length / Math.max(run, 1)]; // run of v -> element of g
    double[] squares = new double[g.length];
    for (int r = 0; r < owners.length; r++) {
      owners[r] = owner((long) r * run, shape, steps);
      double sum = 0;
      for (int i = r * run; i < (r + 1) * run; i++) {
        sum += (double) v[i] * v[i];
      }
      squares[owners[r]] += sum;
    }
    for (int r = 0; r < owners.length; r++) {
      double scale = g[owners[r]] / Math.sqrt(squares[owners[r]]);
      for (int i = r * run; i < (r + 1) * run; i++) {
        v[i] = (float) (v[i] * scale);
      }
    }
    return v;
  }

  /** How many consecutive elements of v share a length, whatever the place. */
  private static int runOfOneLength(TensorInfo v, int[] steps) {
    int run = 1;
    for (int d = steps.length - 1; d >= 0 && steps[d] == 0; d--) {
      run = Math.toIntExact(run * v.shape().get(d));
    }
    return run;
  }

  private static int owner(long element, TensorInfo v, int[] steps) {
    long rest = element;
    long owner = 0;
    for (int d = steps.length - 1; d >= 0; d--) {
      owner += rest % v.shape().get(d) * steps[d];
      rest /= v.shape().get(d);
    }
    return (int) owner;
  }

  private static float[] requireFinite(TensorInfo tensor, float[] values) {
    for (float value : values) {
      if (Float.isNaN(value) || Float.isInfinite(value)) {
        throw new ModelFormatException(
            tensor.file()
                + ": tensor "
                + tensor.name()
                + " holds or gives a NaN or infinite value, expected finite weights; the file is"
                + " damaged or its training failed, get another");
      }
    }
    return values;
  }

  private static String module(TensorInfo tensor, String suffix) {
    return tensor.name().substring(0, tensor.name().length() - suffix.length());
  }
}
