package org.hmongtts.train.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How the frozen weights of a base are held in memory, and what they are multiplied in. */
public enum BasePrecision {

  /** 32-bit floats: exact, the reference's own numbers. */
  F32(ScalarType.Float),

  /** 16-bit bfloat: half the memory; quick on GPUs and on processors with such instructions. */
  BF16(ScalarType.BFloat16),

  /**
   * The matrices of the layers in 4 bits with double-quantised scales, 4.13 bits a weight (QLoRA,
   * Dettmers et al. 2023), each made whole again when it is used; embeddings, norms and the head
   * stay floats. Products are in 32-bit floats on the processor, in bfloat16 on a GPU.
   *
   * <p>The graph keeps a layer's whole matrices until it has gone back through it. With all layers
   * recomputed that is one layer's worth; without, all of them, and little is saved.
   */
  NF4(ScalarType.BFloat16) {
    @Override
    ScalarType type(Device device) {
      return device.is_cuda() ? ScalarType.BFloat16 : ScalarType.Float;
    }
  };

  private final ScalarType type;

  BasePrecision(ScalarType type) {
    this.type = type;
  }

  /** What products are computed in, and what all but packed matrices is held in. */
  ScalarType type(Device device) {
    return type;
  }
}
