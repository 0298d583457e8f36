package org.hmongtts.train.torch;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.network.RotaryFrequencies;

/**
 * Attention over packed sequences: each sees itself alone, every token only what is before it. The
 * angles of its tokens live in the scope that it was made in.
 */
final class Attention {

  private static final double WINDOW_ROTARY_BASE = 10_000;

  private final AttentionKernel kernel;
  private final Packing packing;
  private final long longest; // no sequence is longer
  private final Angles angles; // [tokens, 1, headSize]
  private final Tensor starts; // of the sequences, and the end of the last

  private Attention(
      AttentionKernel kernel, Packing packing, long longest, Angles angles, Tensor starts) {
    this.kernel = kernel;
    this.packing = packing;
    this.longest = longest;
    this.angles = angles;
    this.starts = starts;
  }

  /**
   * @param positions of the tokens in their sequences
   * @param frequencies see {@link #frequencies}
   * @param starts see {@link Packing#starts}, {@code int32}
   * @param longest no sequence is longer
   * @param type of what attention is computed on
   */
  static Attention at(
      Tensor positions,
      Tensor frequencies,
      Packing packing,
      Tensor starts,
      long longest,
      AttentionKernel kernel,
      ScalarType type) {
    Angles angles = Angles.of(positions, frequencies, type, positions.size(0), 1);
    return new Attention(kernel, packing, longest, angles, starts);
  }

  /** Radians a position of each pair of features. */
  static Tensor frequencies(RotaryFrequencies rotary, Device device) {
    float[] frequencies = new float[rotary.pairs()];
    for (int pair = 0; pair < frequencies.length; pair++) {
      frequencies[pair] = rotary.value(pair);
    }
    return Tensors.of(frequencies, device, frequencies.length);
  }

  /**
   * What positions turn a head's features by.
   *
   * @param cosines {@code [.., headSize]}
   * @param sines likewise, negative in the first half
   */
  private record Angles(Tensor cosines, Tensor sines) {

    static Angles of(Tensor positions, Tensor frequencies, ScalarType type, long... leading) {
      // A float32 product, as the reference has it; the rest in 64 bits costs nothing here.
      Tensor places = positions.to(ScalarType.Float).unsqueeze(1);
      Tensor angles = places.mul(frequencies).to(ScalarType.Double);
      Tensor sines = angles.sin();
      long[] shape = Arrays.copyOf(leading, leading.length + 1);
      shape[leading.length] = 2 * frequencies.size(0);
      return new Angles(
          torch.cat(new TensorVector(angles.cos(), angles.cos()), 1).to(type).view(shape),
          torch.cat(new TensorVector(sines.neg(), sines), 1).to(type).view(shape));
    }

    Tensor rotated(Tensor x) {
      return Scripts.rotated(x, cosines, sines);
    }
  }

  /** Tensors as {@link org.hmongtts.network.Ops#causalAttention} has them, batch 1. */
  Tensor causal(Tensor q, Tensor k, Tensor v, AttentionShape shape) {
    long tokens = q.size(1);
    Tensor queries = angles.rotated(q.view(tokens, shape.heads(), shape.headSize()));
    Tensor keys = angles.rotated(k.view(tokens, shape.keyValueHeads(), shape.headSize()));
    Tensor values = v.view(tokens, shape.keyValueHeads(), shape.headSize());
    return kernel.attend(queries, keys, values, packing, longest, starts).reshape(1, tokens, -1);
  }

  /** Tensors as {@link org.hmongtts.network.Ops#windowAttention} has them. */
  static Tensor window(Tensor qkv, int headSize, int window) {
    long batch = qkv.size(0);
    long time = qkv.size(1);
    long features = qkv.size(2) / 3;
    long heads = features / headSize;
    RotaryFrequencies rotary = RotaryFrequencies.plain(WINDOW_ROTARY_BASE, headSize);
    Tensor positions = Tensors.of(LongStream.range(0, window).toArray(), qkv.device());
    Tensor frequencies = frequencies(rotary, qkv.device());
    Angles angles = Angles.of(positions, frequencies, ScalarType.Float, window);
    // [3, batch · windows, heads, window, headSize]
    Tensor parts =
        qkv.reshape(batch * (time / window), window, 3, heads, headSize).permute(2, 0, 3, 1, 4);
    Tensor q = angles.rotated(parts.select(0, 0));
    Tensor k = angles.rotated(parts.select(0, 1));
    Tensor attended = torch.scaled_dot_product_attention(q, k, parts.select(0, 2));
    return attended.transpose(1, 2).reshape(batch, time, features);
  }
}
