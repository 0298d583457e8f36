package org.hmongtts.runtime;

import java.util.Optional;

/**
 * How the language model's weights are held while it runs. Quantised and converted weights are made
 * once and kept in the cache folder; {@code docs/precision.md} has what each costs in quality.
 */
public enum Precision {
  /** 32-bit floats: exact. Used from the checkpoint's own file where that has them. */
  F32,
  /** 16-bit floats with 8 bits of exponent; on a GPU. */
  BF16,
  /** 16-bit floats with 5 bits of exponent; on a GPU. */
  F16,
  /**
   * 8-bit integers with a scale for each 32 weights: a quarter of {@link #F32}'s memory. They meet
   * 32-bit activations on a processor and those of {@link #BF16} on a GPU.
   */
  INT8,
  /** 4-bit integers with a scale for each 32 weights: an eighth of {@link #F32}'s memory. */
  INT4;

  /** How linear weights are quantised, if they are. */
  Optional<BlockQuantization> quantization() {
    return switch (this) {
      case INT8 -> Optional.of(new BlockQuantization(8, 32));
      case INT4 -> Optional.of(new BlockQuantization(4, 32));
      default -> Optional.empty();
    };
  }

  /** How products with weights of this precision are computed on a device. */
  Arithmetic on(ExecutionProvider provider) {
    ElementType compute =
        switch (this) {
          case BF16 -> ElementType.BFLOAT16;
          case F16 -> ElementType.FLOAT16;
          // The loop's attention wants 16 bits, where there are kernels for them.
          case INT8 ->
              provider.generatesInGraph(this) && !provider.needsFloat32()
                  ? ElementType.BFLOAT16
                  : ElementType.FLOAT;
          default -> ElementType.FLOAT;
        };
    return new Arithmetic(compute, quantization());
  }
}
