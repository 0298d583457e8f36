package org.hmongtts.network;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;

/**
 * Runs a network on shapes alone and so finds every tensor that is missing or has another shape
 * than the network needs, before an engine sees the weights. A size of -1 is not known yet.
 */
public final class ShapeOps implements Ops<long[]> {

  private static final long ANY = -1;

  private final Checkpoint checkpoint;
  private final BiConsumer<String, long[]> used;

  public ShapeOps(Checkpoint checkpoint) {
    this(checkpoint, (name, shape) -> {});
  }

  /**
   * @param used hears of every tensor that the network reads
   */
  public ShapeOps(Checkpoint checkpoint, BiConsumer<String, long[]> used) {
    this.checkpoint = checkpoint;
    this.used = used;
  }

  @Override
  public boolean has(String tensor) {
    return checkpoint.contains(tensor);
  }

  @Override
  public long[] embedding(long[] ids, String module) {
    return append(ids, tensor(module + ".weight", ANY, ANY)[1]);
  }

  @Override
  public long[] linear(long[] x, String module) {
    long[] w = tensor(module + ".weight", ANY, last(x));
    bias(module, w[0]);
    long[] y = x.clone();
    y[y.length - 1] = w[0];
    return y;
  }

  @Override
  public long[] rmsNorm(long[] x, String module, float epsilon) {
    tensor(module + ".weight", last(x));
    return x;
  }

  @Override
  public long[] rmsNormPerHead(long[] x, String module, float epsilon, int headSize) {
    tensor(module + ".weight", headSize);
    return x;
  }

  @Override
  public long[] layerNorm(long[] x, String module, float epsilon) {
    tensor(module + ".weight", last(x));
    tensor(module + ".bias", last(x));
    return x;
  }

  @Override
  public long[] add(long[] a, long[] b) {
    return alike(a, b);
  }

  @Override
  public long[] subtract(long[] a, long[] b) {
    return alike(a, b);
  }

  @Override
  public long[] multiply(long[] a, long[] b) {
    return alike(a, b);
  }

  @Override
  public long[] silu(long[] x) {
    return x;
  }

  @Override
  public long[] tanh(long[] x) {
    return x;
  }

  @Override
  public long[] causalAttention(int layer, long[] q, long[] k, long[] v, AttentionShape shape) {
    String where = "attention of layer " + layer;
    long queries = (long) shape.heads() * shape.headSize();
    long keys = (long) shape.keyValueHeads() * shape.headSize();
    require(last(q) == queries, where + ", queries", queries, last(q));
    require(last(k) == keys, where + ", keys", keys, last(k));
    require(last(v) == keys, where + ", values", keys, last(v));
    return q;
  }

  @Override
  public long[] windowAttention(long[] qkv, int headSize, int window) {
    require(
        last(qkv) % (3L * headSize) == 0,
        "local attention",
        "a multiple of " + 3L * headSize,
        last(qkv));
    return new long[] {qkv[0], qkv[1], last(qkv) / 3};
  }

  @Override
  public long[] transpose(long[] x) {
    return new long[] {x[0], x[2], x[1]};
  }

  @Override
  public long[] conv1d(long[] x, String module, Convolution shape) {
    long[] w = tensor(module + ".weight", ANY, x[1] / shape.groups(), shape.kernel());
    bias(module, w[0]);
    return new long[] {x[0], w[0], ANY};
  }

  @Override
  public long[] convTranspose1d(long[] x, String module, Convolution shape) {
    long[] w = tensor(module + ".weight", x[1], ANY, shape.kernel());
    bias(module, w[1]);
    return new long[] {x[0], w[1], ANY};
  }

  @Override
  public long[] snake(long[] x, String alphaTensor) {
    tensor(alphaTensor, 1, x[1], 1);
    return x;
  }

  @Override
  public long[] averagePool(long[] x, int stride) {
    return new long[] {x[0], x[1], ANY};
  }

  @Override
  public long[] repeat(long[] x, int times) {
    return new long[] {x[0], x[1], ANY};
  }

  @Override
  public long[] nearestRow(long[] x, String module) {
    tensor(module + ".weight", ANY, x[1]);
    return new long[] {x[0], ANY};
  }

  @Override
  public boolean addsNoise() {
    return true;
  }

  @Override
  public long[] timesNoise(long[] x, int block) {
    return x;
  }

  private void bias(String module, long size) {
    if (has(module + ".bias")) {
      tensor(module + ".bias", size);
    }
  }

  private long[] tensor(String name, long... expected) {
    long[] found = checkpoint.tensor(name).dimensions();
    boolean fits = found.length == expected.length;
    for (int i = 0; fits && i < found.length; i++) {
      fits = expected[i] == ANY || expected[i] == found[i];
    }
    require(
        fits,
        "tensor " + name,
        Arrays.toString(expected).replace("-1", "any"),
        Arrays.toString(found));
    used.accept(name, found);
    return found;
  }

  private long[] alike(long[] a, long[] b) {
    for (int i = 0; i < a.length; i++) {
      boolean fits = a[i] == b[i] || a[i] == ANY || b[i] == ANY || a[i] == 1 || b[i] == 1;
      require(fits, "a sum of two layers", Arrays.toString(a), Arrays.toString(b));
    }
    return a;
  }

  private void require(boolean holds, String what, Object expected, Object found) {
    if (!holds) {
      throw new ModelFormatException(
          checkpoint.folder()
              + ": "
              + what
              + " has shape "
              + found
              + ", expected "
              + expected
              + " by config.json; weights and configuration are of different models");
    }
  }

  private static long last(long[] shape) {
    return shape[shape.length - 1];
  }

  private static long[] append(long[] shape, long size) {
    long[] longer = Arrays.copyOf(shape, shape.length + 1);
    longer[shape.length] = size;
    return longer;
  }
}
