package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hmongtts.train.TrainingEvent;
import org.junit.jupiter.api.Test;

class GracefulStopTest {

  private static final TrainingEvent.Step STEP =
      new TrainingEvent.Step(
          20, 180, 1.3, 2.3456, 1, 2e-4, 1000, 512.4, 3L << 29, Duration.ofSeconds(423));

  @Test
  void letsAProcessEndThatHasNothingToSave() {
    AtomicBoolean asked = new AtomicBoolean();
    try (GracefulStop stop = GracefulStop.watch(() -> asked.set(true))) {
      stop.stopAndWait();
    }
    assertThat(asked).isFalse();
  }

  @Test
  void holdsTheProcessUntilEverythingIsSaved() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Thread ending;
    try (GracefulStop stop = GracefulStop.watch(asked::countDown)) {
      stop.event(STEP);
      ending = new Thread(stop::stopAndWait);
      ending.start();
      asked.await();
      assertThat(ending.isAlive()).isTrue();
    }
    ending.join();
  }
}
