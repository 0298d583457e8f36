package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hmongtts.train.TrainingEvent;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {

  @Test
  void tellsLossSpeedMemoryAndTimeLeft() {
    assertThat(TrainingProgress.message(step(Duration.ofSeconds(423))))
        .isEqualTo("loss 2.346, 512 tokens/s, 1.5 GiB, 7:03 min left");
  }

  @Test
  void tellsHoursOfALongRun() {
    assertThat(TrainingProgress.message(step(Duration.ofMinutes(725)))).endsWith("12:05 h left");
  }

  private static TrainingEvent.Step step(Duration remaining) {
    return new TrainingEvent.Step(20, 180, 1.3, 2.3456, 1, 2e-4, 1000, 512.4, 3L << 29, remaining);
  }
}
