package org.hmongtts.runtime;

import java.util.Optional;

/**
 * How a network's products are computed on a device.
 *
 * @param compute the type of activations, of keys and values, and of weights that are not quantised
 * @param quantization how linear weights are quantised, if they are
 */
record Arithmetic(ElementType compute, Optional<BlockQuantization> quantization) {

  /** 32-bit floats throughout. */
  static final Arithmetic FLOAT32 = new Arithmetic(ElementType.FLOAT, Optional.empty());
}
