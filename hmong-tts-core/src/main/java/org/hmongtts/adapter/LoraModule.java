package org.hmongtts.adapter;

import java.util.Optional;

/**
 * A low-rank change of one linear module {@code y = W·x + bias}, {@code W} of shape {@code
 * [out][in]} (Hu et al. 2021): {@code y + scale · B·(A·x)}, and {@code scale} times the bias of B
 * where there is one. With a magnitude (DoRA, Liu et al. 2024) the rows of {@code V = W +
 * scale·B·A} are rescaled to it: {@code magnitude[o] / ‖V[o]‖}, see {@link BoundAdapter#rowScale}.
 *
 * <p>The arrays are shared, not copied: they must not be written to.
 */
public final class LoraModule {

  private final String module;
  private final int rank;
  private final int in;
  private final int out;
  private final float scale;
  private final float[] a; // [rank][in]
  private final float[] b; // [out][rank]
  private final Optional<float[]> magnitude; // [out]
  private final Optional<float[]> bias; // [out]

  LoraModule(
      String module,
      float scale,
      int rank,
      float[] a,
      float[] b,
      Optional<float[]> magnitude,
      Optional<float[]> bias) {
    this.module = module;
    this.rank = rank;
    this.in = a.length / rank;
    this.out = b.length / rank;
    this.scale = scale;
    this.a = a;
    this.b = b;
    this.magnitude = magnitude;
    this.bias = bias;
  }

  /** The path of the module in the base: its weight is the tensor {@code module + ".weight"}. */
  public String module() {
    return module;
  }

  public int rank() {
    return rank;
  }

  /** Features that go in. */
  public int in() {
    return in;
  }

  /** Features that come out. */
  public int out() {
    return out;
  }

  /** The factor on {@code B·A}. */
  public float scale() {
    return scale;
  }

  /** The matrix A, {@code [rank][in]}, row by row. */
  public float[] a() {
    return a;
  }

  /** The matrix B, {@code [out][rank]}, row by row. */
  public float[] b() {
    return b;
  }

  /** DoRA's magnitude of each output row, {@code [out]}. */
  public Optional<float[]> magnitude() {
    return magnitude;
  }

  /** The bias of B, {@code [out]}, before the scale. */
  public Optional<float[]> bias() {
    return bias;
  }
}
