package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares gradients that were summed in another order. */
final class Gradients {

  private Gradients() {}

  /**
   * @param accept largest difference, as a share of the largest expected value
   */
  static void assertClose(String name, float[] expected, float[] found, double accept) {
    assertThat(found).as(name).hasSameSizeAs(expected);
    double largest = 0;
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double difference = Math.abs((double) expected[i] - found[i]);
      worst = difference <= worst ? worst : difference; // not a number must not pass
    }
    assertThat(worst).as("%s, of at most %s", name, largest).isLessThanOrEqualTo(accept * largest);
  }
}
