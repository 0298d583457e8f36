package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingPlan;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class GracefulStopTest {

  private static final TrainingPlan PLAN =
      new TrainingPlan("base", "data", 1, 0, 1, 1, 1, 0, 1, 1, "flash", "cpu", Map.of());

  private final CountDownLatch asked = new CountDownLatch(1);
  private final StringWriter console = new StringWriter();

  /** Without the handler this would end the process that runs the tests, and so fail. */
  @Test
  void asksTrainingToEndWhenTheProcessIsInterrupted() throws InterruptedException {
    try (GracefulStop stop = new GracefulStop(asked::countDown, new PrintWriter(console))) {
      stop.event(new TrainingEvent.Started(0, PLAN));

      Signal.raise(new Signal("INT"));

      asked.await();
    }
    assertThat(console.toString()).contains("ending after this step");
  }
}
