package org.hmongtts.examples.cli;

import java.time.Duration;
import java.util.Locale;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingListener;

/** Shows the steps of training on a bar: loss, speed, memory, time left. */
final class TrainingProgress implements TrainingListener {

  private static final double GIBIBYTE = 1L << 30;

  private final Progress progress;

  TrainingProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void event(TrainingEvent event) {
    if (event instanceof TrainingEvent.Step step) {
      progress.trained(step.step(), step.steps(), message(step));
    } else if (event instanceof TrainingEvent.Finished) {
      progress.close();
    }
  }

  static String message(TrainingEvent.Step step) {
    return String.format(
        Locale.ROOT,
        "loss %.3f, %.0f tokens/s, %.1f GiB, %s left",
        step.loss(),
        step.tokensPerSecond(),
        step.residentBytes() / GIBIBYTE,
        time(step.remaining()));
  }

  private static String time(Duration left) {
    return left.toHours() > 0
        ? String.format(Locale.ROOT, "%d:%02d h", left.toHours(), left.toMinutesPart())
        : String.format(Locale.ROOT, "%d:%02d min", left.toMinutes(), left.toSecondsPart());
  }
}
