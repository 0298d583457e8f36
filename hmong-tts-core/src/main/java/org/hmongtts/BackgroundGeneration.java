package org.hmongtts;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.hmongtts.runtime.Generation;

/**
 * A generation on a thread of its own, which it owns: close cancels what still runs and waits for
 * the thread to end. Any thread may cancel and close.
 */
final class BackgroundGeneration implements AutoCloseable {

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Generation generation;
  private final Thread thread;
  private boolean closing;
  private boolean closed;

  /**
   * @param finished hears, on the generating thread, whether the generation was completed, or what
   *     it failed with
   */
  BackgroundGeneration(
      Generation generation, BiConsumer<Boolean, Optional<RuntimeException>> finished) {
    this.generation = generation;
    this.thread =
        new Thread(
            () -> {
              boolean complete = false;
              Optional<RuntimeException> failure = Optional.empty();
              try {
                complete = generation.run();
              } catch (RuntimeException e) {
                failure = Optional.of(e);
              }
              finished.accept(complete, failure);
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

  @Override
  public void close() {
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
    synchronized (this) {
      if (!closed) {
        closed = true;
        generation.close();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
