package org.hmongtts.network;

/**
 * How a convolution moves over time.
 *
 * @param stride steps between outputs (inputs, where transposed)
 * @param dilation steps between taps
 * @param padding zero steps on either side
 * @param outputPadding steps added at the end of a transposed convolution's output
 * @param groups groups of channels that don't mix
 */
public record Convolution(int stride, int dilation, int padding, int outputPadding, int groups) {

  /** Stride 1, padded so that the length stays. */
  static Convolution same(int kernel, int dilation, int groups) {
    return new Convolution(1, dilation, (kernel - 1) / 2 * dilation, 0, groups);
  }
}
