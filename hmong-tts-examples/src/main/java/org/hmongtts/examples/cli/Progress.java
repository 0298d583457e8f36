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

  private final boolean watched;
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
    if (watched) {
      if (bar == null) {
        bar = bar("Loading", " MiB", MEBIBYTE).build();
      }
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  /** Recordings looked at so far, of so much in whatever unit. */
  synchronized void checked(long done, long total) {
    if (watched) {
      if (bar == null) {
        bar = bar("Checking", "", 1).build();
      }
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  /** Audio spoken so far; nobody knows how much there will be. */
  synchronized void spoken(Duration audio) {
    if (watched) {
      if (bar == null) {
        bar = bar("Speaking", " s", 1000).build();
      }
      bar.stepTo(audio.toMillis());
    }
  }

  /** Sentences spoken so far, of so many. */
  synchronized void sentences(int done, int total) {
    if (watched) {
      if (bar == null) {
        bar = bar("Speaking", " sentences", 1).build();
      }
      bar.maxHint(total);
      bar.stepTo(done);
    }
  }

  /** Takes the bar away; another one may follow. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
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
