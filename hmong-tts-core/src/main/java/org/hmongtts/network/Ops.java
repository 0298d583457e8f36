package org.hmongtts.network;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The tensor operations that the networks of this package are written in. A network is one plain
 * class against this interface; an engine implements it once: by emitting an ONNX graph for
 * inference, on LibTorch for training. So the two cannot drift apart.
 *
 * <p>Sequence tensors are {@code [batch, time, features]}, codec tensors {@code [batch, channels,
 * time]}. A {@code module} is the path of a module in the checkpoint: its tensors are {@code
 * <module>.weight} and, where present, {@code <module>.bias}.
 *
 * @param <T> the engine's tensor
 */
public interface Ops<T> extends ConvolutionOps<T> {

  /** Whether the checkpoint has this tensor. */
  boolean has(String tensor);

  /** Rows of {@code <module>.weight [rows, features]}: ids {@code [batch, time]} to features. */
  T embedding(T ids, String module);

  /**
   * {@code x · Wᵀ + b} with {@code W = <module>.weight [out, in]}, plus what an adapter adds to
   * this module. The one place that knows about adapters.
   */
  T linear(T x, String module);

  /**
   * {@link #linear} of the same input by several modules. An engine may compute them as one
   * product, which reads the input once and costs one launch on a GPU.
   *
   * @return an output for each module, in their order
   */
  default List<T> linears(T x, List<String> modules) {
    return modules.stream().map(module -> linear(x, module)).collect(Collectors.toList());
  }

  /** {@code x / sqrt(mean(x²) + epsilon) · w} over the last dimension, in float32. */
  T rmsNorm(T x, String module, float epsilon);

  /** {@link #rmsNorm} over each head's part of the last dimension (Qwen3's q and k norms). */
  T rmsNormPerHead(T x, String module, float epsilon, int headSize);

  /** Mean and variance removed over the last dimension, then scale and shift. */
  T layerNorm(T x, String module, float epsilon);

  T subtract(T a, T b);

  T multiply(T a, T b);

  /** {@code x · sigmoid(x)}. */
  T silu(T x);

  /**
   * {@code silu(gate(x)) · up(x)}: what one linear module lets through of another. An engine may
   * compute both as one product.
   */
  default T gated(T x, String gate, String up) {
    return multiply(silu(linear(x, gate)), linear(x, up));
  }

  /**
   * Causal self-attention over everything the key/value cache of this layer holds, with rotary
   * positions applied to queries and keys. Scores are scaled by {@code headSize^(-1/2)}; query head
   * h reads key/value head {@code h / (heads / keyValueHeads)}.
   *
   * @param q {@code [batch, time, heads · headSize]}
   * @param k {@code [batch, time, keyValueHeads · headSize]}
   * @param v as {@code k}
   * @return {@code [batch, time, heads · headSize]}
   */
  T causalAttention(int layer, T q, T k, T v, AttentionShape shape);

  /**
   * Attention inside consecutive windows of {@code window} steps, every step seeing its whole
   * window, with rotary positions counted from the window's start (base 10 000, halves rotated).
   *
   * @param qkv {@code [batch, time, 3 · features]}, time a multiple of {@code window}
   * @return {@code [batch, time, features]}
   */
  T windowAttention(T qkv, int headSize, int window);

  /**
   * Swaps the last two dimensions: {@code [batch, channels, time]} and {@code [batch, time, ..]}.
   */
  T transpose(T x);

  /**
   * Means over {@code stride} consecutive steps: {@code [b, c, time]} to {@code [b, c, time/s]}.
   */
  T averagePool(T x, int stride);

  /** Every step {@code times} times: {@code [b, c, time]} to {@code [b, c, time · times]}. */
  T repeat(T x, int times);

  /**
   * Index of the row of {@code <module>.weight [rows, size]} whose direction is nearest to each
   * step's: {@code [batch, size, time]} to {@code [batch, time]}.
   */
  T nearestRow(T x, String module);
}
