package org.hmongtts.train.torch;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.RotaryFrequencies;

/**
 * A packed batch in the memory of the device that computes it. Its tensors live in the scope that
 * it was made in.
 *
 * @param ids {@code [1, tokens]}
 * @param attention over its sequences
 * @param places the tokens whose successor is to be predicted
 * @param labels the successor of each
 * @param factors of each prediction's loss
 * @param loss where the weighted loss of a pass is left, one 64-bit float
 */
record DeviceBatch(
    Tensor ids, Attention attention, Tensor places, Tensor labels, Tensor factors, Tensor loss) {

  /**
   * @param longest no sequence is longer; it decides how much of a GPU attention asks for
   */
  static DeviceBatch of(
      PackedBatch batch,
      int longest,
      RotaryFrequencies rotary,
      AttentionKernel kernel,
      FrozenWeights like) {
    Tensor factors = Tensors.of(batch.weights(), like.device(), batch.weights().length);
    return new DeviceBatch(
        Tensors.of(batch.ids(), like.device()).unsqueeze(0),
        Attention.packed(batch.packing(), longest, rotary, kernel, like),
        Tensors.of(batch.places(), like.device()),
        Tensors.of(batch.labels(), like.device()),
        factors,
        torch.zeros_like(factors.sum()).to(ScalarType.Double));
  }

  int tokens() {
    return Math.toIntExact(ids.size(1));
  }

  int labelCount() {
    return Math.toIntExact(labels.size(0));
  }

  /** Takes over the values of another batch of the same shape. */
  void copy(DeviceBatch other) {
    try (NoGradGuard guard = new NoGradGuard()) {
      ids.copy_(other.ids);
      attention.copy(other.attention);
      places.copy_(other.places);
      labels.copy_(other.labels);
      factors.copy_(other.factors);
    }
  }

  /** Keeps the tensors beyond their scope, until {@link #release}. */
  DeviceBatch retain() {
    for (Tensor tensor : new Tensor[] {ids, places, labels, factors, loss}) {
      tensor.retainReference();
    }
    attention.retain();
    return this;
  }

  void release() {
    for (Tensor tensor : new Tensor[] {ids, places, labels, factors, loss}) {
      tensor.releaseReference();
    }
    attention.release();
  }
}
