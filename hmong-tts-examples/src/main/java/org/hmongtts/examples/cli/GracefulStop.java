package org.hmongtts.examples.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingListener;
import org.jline.utils.Signals;

/**
 * Lets Ctrl-C, or a system that goes down, end training after a step and with a checkpoint instead
 * of in its middle. Before the first step there is nothing to save, and the process ends at once;
 * so it does when it is asked a second time.
 *
 * <p>Signals are caught, as a shutdown hook would be too late: while the JVM shuts down ONNX
 * Runtime runs nothing any more, and an evaluation that is being spoken would fail the training it
 * is of.
 */
final class GracefulStop implements TrainingListener, AutoCloseable {

  private static final List<String> SIGNALS = List.of("INT", "TERM");

  private final Runnable stop;
  private final PrintWriter console;
  private final Map<String, Object> before = new HashMap<>();

  /**
   * @param stop asks training to save and end
   * @param console where people are told that it has heard them
   */
  GracefulStop(Runnable stop, PrintWriter console) {
    this.stop = stop;
    this.console = console;
  }

  @Override
  public synchronized void event(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started) {
      for (String signal : SIGNALS) {
        before.put(signal, Signals.register(signal, this::signalled));
      }
    }
  }

  void signalled() {
    close();
    console.println("hmong-tts: ending after this step; once more to end at once");
    console.flush();
    stop.run();
  }

  /** Leaves signals to whom they were left before. */
  @Override
  public synchronized void close() {
    before.forEach(Signals::unregister);
    before.clear();
  }
}
