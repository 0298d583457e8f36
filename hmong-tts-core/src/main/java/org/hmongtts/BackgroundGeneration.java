package org.hmongtts;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hmongtts.runtime.Generation;

/**
 * A generation on a thread of its own, which it owns: close cancels what still runs and waits for
 * the thread to end. Any thread may cancel and close.
 */
final class BackgroundGeneration implements AutoCloseable {

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Generation generation;
  private final Thread thread;
  private final Runnable onClose;
  private boolean closing;
  private boolean closed;

  /**
   * @param finished hears, on the generating thread, that the generation has ended, and what it
   *     failed with
   * @param onClose runs once, when all is done
   */
  BackgroundGeneration(
      Generation generation, Consumer<Optional<RuntimeException>> finished, Runnable onClose) {
    this.onClose = onClose;
    this.generation = generation;
    this.thread =
        new Thread(
            () -> {
              Optional<RuntimeException> failure = Optional.empty();
              try {
                generation.run();
              } catch (RuntimeException e) {
                failure = Optional.of(e);
              }
              finished.accept(failure);
            },
            "hmong-tts-generate-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
  }

  /**
   * @throws IllegalStateException if it was closed before
   */
  synchronized void start() {
    if (closing) {
      throw new IllegalStateException("closed before it could speak");
    }
    thread.start();
  }

  Generation generation() {
    return generation;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  void cancel() {
    generation.cancel();
  }

  /**
   * The next of the events that the generation makes. Interrupting the thread that waits for it is
   * a wish to end: the generation is cancelled, which brings its last event within a step.
   */
  <E> E take(BlockingQueue<E> events) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return events.take();
        } catch (InterruptedException e) {
          interrupted = true;
          generation.cancel();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Cancels what still runs and waits until native work has ended. */
  void end() {
    synchronized (this) {
      closing = true;
    }
    generation.cancel();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it and lets go of the model. Safe to call twice. */
  @Override
  public void close() {
    end();
    synchronized (this) {
      if (!closed) {
        closed = true;
        generation.close();
        onClose.run();
      }
    }
  }
}
