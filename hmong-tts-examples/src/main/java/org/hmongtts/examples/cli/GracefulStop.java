package org.hmongtts.examples.cli;

import java.util.concurrent.CountDownLatch;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingListener;

/**
 * Lets Ctrl-C, or a system that goes down, end training after a step and with a checkpoint instead
 * of in its middle. Before the first step there is nothing to save, and the process ends at once.
 */
final class GracefulStop implements TrainingListener, AutoCloseable {

  private final Runnable stop;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stopAndWait, "training-stop");
  private volatile boolean training;

  private GracefulStop(Runnable stop) {
    this.stop = stop;
  }

  /**
   * Watches for the end of the process until it is closed.
   *
   * @param stop asks training to save and end
   */
  static GracefulStop watch(Runnable stop) {
    GracefulStop watch = new GracefulStop(stop);
    Runtime.getRuntime().addShutdownHook(watch.hook);
    return watch;
  }

  @Override
  public void event(TrainingEvent event) {
    if (event instanceof TrainingEvent.Step) {
      training = true;
    }
  }

  /** Runs while the process ends; it ends when this returns. */
  void stopAndWait() {
    if (training) {
      stop.run();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** To be called when everything is saved and said. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook has been waiting for this.
    }
  }
}
