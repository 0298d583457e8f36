package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryBandwidthTest {

  @Test
  void readsAtAPlausibleSpeed() throws InterruptedException {
    assertThat(MemoryBandwidth.measure(16 << 20, 2)).isBetween(1e8, 1e13);
  }
}
