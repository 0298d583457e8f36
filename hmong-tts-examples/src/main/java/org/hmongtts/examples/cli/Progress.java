package org.hmongtts.examples.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error while something takes long, if a person is watching. Thread-safe. */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 80;
  private static final long MEBIBYTE = 1 << 20;
  private static final long UNKNOWN = -1;

  private final boolean watched;
  private String task = "";
  private ProgressBar bar;

  private Progress(boolean watched) {
    this.watched = watched;
  }

  /** Shows bars if this process talks to a terminal. */
  static Progress onTerminal() {
    return new Progress(System.console() != null);
  }

  /** Shows nothing. */
  static Progress none() {
    return new Progress(false);
  }

  /** Bytes worked through while loading. */
  synchronized void bytes(long done, long total) {
    show("Loading", " MiB", MEBIBYTE, done, total);
  }

  /** Recordings looked at so far, of so much in whatever unit. */
  synchronized void checked(long done, long total) {
    show("Checking", "", 1, done, total);
  }

  /** Audio spoken so far; nobody knows how much there will be. */
  synchronized void spoken(Duration audio) {
    show("Speaking", " s", 1000, audio.toMillis(), UNKNOWN);
  }

  /** Sentences spoken so far, of so many. */
  synchronized void sentences(int done, int total) {
    show("Speaking", " sentences", 1, done, total);
  }

  /** Steps trained so far, of so many, and what there is to say of the last one. */
  synchronized void trained(int done, int total, String message) {
    show("Training", "", 1, done, total);
    if (bar != null) {
      bar.setExtraMessage(message);
    }
  }

  /** One bar at a time: another task takes the place of the one before. */
  private void show(String newTask, String unit, long unitSize, long done, long total) {
    if (!watched) {
      return;
    }
    if (!newTask.equals(task)) {
      close();
      task = newTask;
      bar = bar(newTask, unit, unitSize).build();
    }
    if (total != UNKNOWN) {
      bar.maxHint(total);
    }
    bar.stepTo(done);
  }

  /** Takes the bar away; another one may follow. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      task = "";
    }
  }

  private static ProgressBarBuilder bar(String task, String unit, long unitSize) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setUnit(unit, unitSize)
        .setInitialMax(-1)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
        .clearDisplayOnFinish();
  }
}
