package org.hmongtts.runtime;

import java.time.Duration;

/** A generation about to run. One thread runs it; {@link #cancel} may come from any. */
public final class Generation implements AutoCloseable {

  private final Generator<?> generator;
  private final Runnable release;
  private boolean closed;

  Generation(Generator<?> generator, Runnable release) {
    this.generator = generator;
    this.release = release;
  }

  /**
   * Generates all jobs.
   *
   * @return false if it was cancelled
   */
  public boolean run() {
    try {
      generator.run();
      return true;
    } catch (OnnxSession.TerminatedException e) {
      return false;
    }
  }

  /** Ends {@link #run} within one step of the model. */
  public synchronized void cancel() {
    if (!closed) {
      generator.cancel();
    }
  }

  /** Time spent reading prompts; none where the device does so in one run with the steps. */
  public Duration prefill() {
    return Duration.ofNanos(generator.prefillNanos());
  }

  /** Time spent in steps. */
  public Duration stepping() {
    return Duration.ofNanos(generator.stepNanos());
  }

  /** Tokens generated, of all jobs together. */
  public long tokens() {
    return generator.tokens();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      generator.close();
      release.run();
    }
  }
}
