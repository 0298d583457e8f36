package org.hmongtts.network;

/**
 * The part of {@link Ops} that convolutional synthesis needs: what turns a codec's latent into
 * samples. Few enough operations that an engine can be made for them alone. Tensors are {@code
 * [batch, channels, time]}.
 *
 * @param <T> the engine's tensor
 */
public interface ConvolutionOps<T> {

  T add(T a, T b);

  T tanh(T x);

  /** {@code W [out, in / groups, kernel]}. */
  T conv1d(T x, String module, Convolution shape);

  /** {@code W [in, out, kernel]}. */
  T convTranspose1d(T x, String module, Convolution shape);

  /**
   * {@code x + sin²(αx) / (α + 1e-9)} with {@code α = <tensor> [1, channels, 1]} (Ziyin et al.
   * 2020, as SNAC writes it).
   */
  T snake(T x, String alphaTensor);

  /**
   * The steps that a chunk of a longer sequence still needs at a stage of a codec's decoder (see
   * {@link SnacChunk}); all, where the whole sequence is decoded at once.
   */
  default T crop(T x, int stage) {
    return x;
  }

  /** Whether the noise of a codec's blocks is added, or left out. */
  boolean addsNoise();

  /** {@code x} times the noise of a codec's block, which is one value for each step. */
  T timesNoise(T x, int block);
}
