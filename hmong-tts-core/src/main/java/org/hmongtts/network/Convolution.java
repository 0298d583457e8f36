package org.hmongtts.network;

/**
 * How a convolution moves over time.
 *
 * @param kernel taps
 * @param stride steps between outputs (inputs, where transposed)
 * @param dilation steps between taps
 * @param padding zero steps on either side
 * @param outputPadding steps added at the end of a transposed convolution's output
 * @param groups groups of channels that don't mix
 */
public record Convolution(
    int kernel, int stride, int dilation, int padding, int outputPadding, int groups) {

  /** Stride 1, padded so that the length stays. */
  static Convolution same(int kernel, int dilation, int groups) {
    return new Convolution(kernel, 1, dilation, (kernel - 1) / 2 * dilation, 0, groups);
  }

  /** One frame in, one frame out; every channel sees every other. */
  static Convolution pointwise() {
    return same(1, 1, 1);
  }

  /** SNAC's way to {@code 1 / rate} of the steps. */
  static Convolution down(int rate) {
    return new Convolution(2 * rate, rate, 1, (rate + 1) / 2, 0, 1);
  }

  /** SNAC's way to {@code rate} times the steps, exactly; transposed. */
  static Convolution up(int rate) {
    return new Convolution(2 * rate, rate, 1, (rate + 1) / 2, rate % 2, 1);
  }

  /** The inputs that a run of outputs depends on, edges of the sequence aside. */
  Steps reach(Steps outputs) {
    int taps = dilation * (kernel - 1);
    return new Steps(
        outputs.from() * stride - padding, (outputs.to() - 1) * stride - padding + taps + 1);
  }

  /** {@link #reach} of a transposed convolution. */
  Steps reachTransposed(Steps outputs) {
    int taps = dilation * (kernel - 1);
    return new Steps(
        -Math.floorDiv(-(outputs.from() + padding - taps), stride),
        Math.floorDiv(outputs.to() - 1 + padding, stride) + 1);
  }
}
