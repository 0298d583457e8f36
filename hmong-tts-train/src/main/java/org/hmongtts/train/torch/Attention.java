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

  /** For tokens at the given positions, one for each token of the packing. */
  static Attention at(
      long[] positions,
      Packing packing,
      long longest,
      RotaryFrequencies rotary,
      AttentionKernel kernel,
      FrozenWeights like) {
    Device device = like.device();
    return new Attention(
        kernel,
        packing,
        longest,
        Angles.of(positions, rotary, device, like.type(), positions.length, 1),
        Tensors.of(packing.starts(), device).to(ScalarType.Int));
  }

  /**
   * What positions turn a head's features by.
   *
   * @param cosines {@code [.., headSize]}
   * @param sines likewise, negative in the first half
   */
  private record Angles(Tensor cosines, Tensor sines) {

    static Angles of(
        long[] positions,
        RotaryFrequencies rotary,
        Device device,
        ScalarType type,
        long... leading) {
      float[] frequencies = new float[rotary.pairs()];
      for (int pair = 0; pair < frequencies.length; pair++) {
        frequencies[pair] = rotary.value(pair);
      }
      // A float32 product, as the reference has it; the rest in 64 bits costs nothing here.
      Tensor places = Tensors.of(positions, device).to(ScalarType.Float).unsqueeze(1);
      Tensor angles =
          places.mul(Tensors.of(frequencies, device, frequencies.length)).to(ScalarType.Double);
      Tensor sines = angles.sin();
      long[] shape = Arrays.copyOf(leading, leading.length + 1);
      shape[leading.length] = 2L * frequencies.length;
      return new Angles(
          torch.cat(new TensorVector(angles.cos(), angles.cos()), 1).to(type).view(shape),
          torch.cat(new TensorVector(sines.neg(), sines), 1).to(type).view(shape));
    }

    Tensor rotated(Tensor x) {
      return Scripts.rotated(x, cosines, sines);
    }
  }

  /** For sequences that start at position 0, none longer than {@code longest}. */
  static Attention packed(
      Packing packing,
      long longest,
      RotaryFrequencies rotary,
      AttentionKernel kernel,
      FrozenWeights like) {
    return at(packing.positions(), packing, longest, rotary, kernel, like);
  }

  /** Takes over the sequences of another of the same shape; for kernels that read starts alone. */
  void copy(Attention other) {
    angles.cosines.copy_(other.angles.cosines);
    angles.sines.copy_(other.angles.sines);
    starts.copy_(other.starts);
  }

  /** Keeps the tensors beyond their scope, until {@link #release}. */
  void retain() {
    angles.cosines.retainReference();
    angles.sines.retainReference();
    starts.retainReference();
  }

  void release() {
    angles.cosines.releaseReference();
    angles.sines.releaseReference();
    starts.releaseReference();
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
    long[] positions = LongStream.range(0, window).toArray();
    Angles angles = Angles.of(positions, rotary, qkv.device(), ScalarType.Float, window);
    // [3, batch · windows, heads, window, headSize]
    Tensor parts =
        qkv.reshape(batch * (time / window), window, 3, heads, headSize).permute(2, 0, 3, 1, 4);
    Tensor q = angles.rotated(parts.select(0, 0));
    Tensor k = angles.rotated(parts.select(0, 1));
    Tensor attended = torch.scaled_dot_product_attention(q, k, parts.select(0, 2));
    return attended.transpose(1, 2).reshape(batch, time, features);
  }
}
