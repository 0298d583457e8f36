package org.hmongtts.runtime;

import java.util.function.Supplier;

/** A session that is made when it is first run. Any thread. */
final class LazySession implements AutoCloseable {

  private final String name;
  private final Supplier<OnnxGraph> graph;
  private final ExecutionProvider provider;
  private final int threads;
  private OnnxSession session;
  private boolean closed;

  LazySession(String name, Supplier<OnnxGraph> graph, ExecutionProvider provider, int threads) {
    this.name = name;
    this.graph = graph;
    this.provider = provider;
    this.threads = threads;
  }

  /**
   * Runs the network once.
   *
   * @param outputs receive the results
   * @throws IllegalStateException if this is closed
   */
  void run(RunTensors inputs, RunTensors outputs) {
    try (OnnxRun run = new OnnxRun()) {
      session().run(inputs.byName(), outputs.byName(), run);
    }
  }

  /** Makes the session already, so that the first run does not wait for it. */
  void prepare() {
    session();
  }

  private synchronized OnnxSession session() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
    if (session == null) {
      session = OnnxSession.create(name, graph.get(), provider, threads, true);
    }
    return session;
  }

  /** Waits for the runs in flight. Safe to call twice. */
  @Override
  public synchronized void close() {
    closed = true;
    if (session != null) {
      session.close();
    }
  }
}
