package org.hmongtts.train.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
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
  private final Tensor cosines; // [tokens, 1, pairs]
  private final Tensor sines;

  private Attention(AttentionKernel kernel, Packing packing, Tensor cosines, Tensor sines) {
    this.kernel = kernel;
    this.packing = packing;
    this.cosines = cosines;
    this.sines = sines;
  }

  /** For tokens at the given positions, one for each token of the packing. */
  static Attention at(
      long[] positions,
      Packing packing,
      RotaryFrequencies rotary,
      AttentionKernel kernel,
      FrozenWeights like) {
    float[] cosines = new float[positions.length * rotary.pairs()];
    float[] sines = new float[cosines.length];
    int i = 0;
    for (long position : positions) {
      for (int pair = 0; pair < rotary.pairs(); pair++) {
        double angle = position * rotary.value(pair); // a float32 product, as the reference has it
        cosines[i] = (float) Math.cos(angle);
        sines[i++] = (float) Math.sin(angle);
      }
    }
    long[] shape = {positions.length, 1, rotary.pairs()};
    Device device = like.device();
    return new Attention(
        kernel,
        packing,
        Tensors.of(cosines, device, shape).to(device, like.type()),
        Tensors.of(sines, device, shape).to(device, like.type()));
  }

  /** For sequences that start at position 0. */
  static Attention packed(
      Packing packing, RotaryFrequencies rotary, AttentionKernel kernel, FrozenWeights like) {
    return at(packing.positions(), packing, rotary, kernel, like);
  }

  /** Tensors as {@link org.hmongtts.network.Ops#causalAttention} has them, batch 1. */
  Tensor causal(Tensor q, Tensor k, Tensor v, AttentionShape shape) {
    long tokens = q.size(1);
    Tensor queries = rotated(q.view(tokens, shape.heads(), shape.headSize()), cosines, sines);
    Tensor keys = rotated(k.view(tokens, shape.keyValueHeads(), shape.headSize()), cosines, sines);
    Tensor values = v.view(tokens, shape.keyValueHeads(), shape.headSize());
    return kernel.attend(queries, keys, values, packing).reshape(1, tokens, -1);
  }

  /** The first half of each head is turned against its second half. */
  private static Tensor rotated(Tensor x, Tensor cosines, Tensor sines) {
    long last = x.dim() - 1;
    long half = x.size(last) / 2;
    Tensor first = x.narrow(last, 0, half);
    Tensor second = x.narrow(last, half, half);
    Tensor left = first.mul(cosines).sub(second.mul(sines));
    Tensor right = second.mul(cosines).add(first.mul(sines));
    return torch.cat(new TensorVector(left, right), last);
  }

  /** Tensors as {@link org.hmongtts.network.Ops#windowAttention} has them. */
  static Tensor window(Tensor qkv, int headSize, int window) {
    long batch = qkv.size(0);
    long time = qkv.size(1);
    long features = qkv.size(2) / 3;
    long heads = features / headSize;
    RotaryFrequencies rotary = RotaryFrequencies.plain(WINDOW_ROTARY_BASE, headSize);
    Device device = qkv.device();
    Tensor cosines = Tensors.of(rotary.cosines(window), device, window, rotary.pairs());
    Tensor sines = Tensors.of(rotary.sines(window), device, window, rotary.pairs());
    // [3, batch · windows, heads, window, headSize]
    Tensor parts =
        qkv.reshape(batch * (time / window), window, 3, heads, headSize).permute(2, 0, 3, 1, 4);
    Tensor q = rotated(parts.select(0, 0), cosines, sines);
    Tensor k = rotated(parts.select(0, 1), cosines, sines);
    Tensor attended = torch.scaled_dot_product_attention(q, k, parts.select(0, 2));
    return attended.transpose(1, 2).reshape(batch, time, features);
  }
}
