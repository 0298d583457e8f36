package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.hmongtts.DeviceException;

/**
 * One ONNX Runtime session and the mapped weights it reads. Any number of threads may run it; close
 * waits for those runs, because freeing a session that runs would take the JVM down.
 */
final class OnnxSession implements AutoCloseable {

  private final String name;
  private final OrtSession session;
  private final List<OnnxTensor> weights;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxSession(String name, OrtSession session, List<OnnxTensor> weights) {
    this.name = name;
    this.session = session;
    this.weights = weights;
  }

  /**
   * @param name for messages
   * @param threads threads that share one run
   * @param prepack whether ONNX Runtime may lay weights out anew for its kernels: quantised weights
   *     need it, mapped floats must not have it, because it copies them
   * @throws DeviceException if the device is missing or can't hold the network
   */
  static OnnxSession create(
      String name, OnnxGraph graph, ExecutionProvider provider, int threads, boolean prepack) {
    OrtEnvironment environment = OnnxEnvironment.shared();
    List<OnnxTensor> weights = new ArrayList<>();
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      // Threads that spin while they wait take the core from the thread they wait for.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.dynamic_block_base", "4");
      if (!prepack) {
        options.addConfigEntry("session.disable_prepacking", "1");
      }
      if (!graph.weights().isEmpty()) {
        // Where the weights lie, for ONNX Runtime's checks; the mapped bytes themselves are handed
        // over below, so that all sessions share one mapping.
        options.addConfigEntry(
            "session.model_external_initializers_file_folder_path",
            graph.weightsFolder().toString());
      }
      provider.configure(options);
      for (Map.Entry<String, OnnxGraph.Weight> entry : graph.weights().entrySet()) {
        OnnxGraph.Weight weight = entry.getValue();
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, weight.bytes(), weight.shape(), weight.type().java);
        weights.add(tensor);
        options.addInitializer(entry.getKey(), tensor);
      }
      byte[] model = graph.build();
      OnnxEnvironment.begin(options);
      try {
        return new OnnxSession(name, environment.createSession(model, options), weights);
      } finally {
        OnnxEnvironment.ended(options);
      }
    } catch (OrtException e) {
      weights.forEach(OnnxTensor::close);
      throw new DeviceException(
          name + " cannot run on " + provider.name() + ": " + firstLine(e) + advice(provider), e);
    }
  }

  /**
   * Runs the network once.
   *
   * @param pinned outputs written into these tensors; all others of the graph are not computed
   * @param run may be ended
   * @throws IllegalStateException if the session is closed, or the JVM shuts down
   * @throws TerminatedException if {@code run} was ended
   */
  void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> pinned, OnnxRun run) {
    run(inputs, Set.of(), pinned, run, result -> null);
  }

  /** Runs the network once and copies one output of floats. */
  float[] runForFloats(Map<String, OnnxTensor> inputs, String output, OnnxRun run) {
    return runFor(
        inputs,
        output,
        run,
        tensor -> {
          FloatBuffer buffer = tensor.getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          return values;
        });
  }

  /** Runs the network once and copies one output of 64-bit integers. */
  long[] runForLongs(Map<String, OnnxTensor> inputs, String output, OnnxRun run) {
    return runFor(
        inputs,
        output,
        run,
        tensor -> {
          LongBuffer buffer = tensor.getLongBuffer();
          long[] values = new long[buffer.remaining()];
          buffer.get(values);
          return values;
        });
  }

  private <T> T runFor(
      Map<String, OnnxTensor> inputs, String output, OnnxRun run, Function<OnnxTensor, T> copy) {
    return run(
        inputs, Set.of(output), Map.of(), run, result -> copy.apply((OnnxTensor) result.get(0)));
  }

  private <T> T run(
      Map<String, OnnxTensor> inputs,
      Set<String> outputs,
      Map<String, OnnxTensor> pinned,
      OnnxRun run,
      Function<OrtSession.Result, T> copy) {
    lock.readLock().lock();
    try {
      requireOpen();
      OnnxEnvironment.begin(run);
      try (OrtSession.Result result = session.run(inputs, outputs, pinned, run.options())) {
        return copy.apply(result);
      } finally {
        OnnxEnvironment.ended(run);
      }
    } catch (OrtException e) {
      throw failure(e);
    } finally {
      lock.readLock().unlock();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
  }

  private RuntimeException failure(OrtException e) {
    if (e.getMessage() != null && e.getMessage().contains("terminate flag")) {
      OnnxEnvironment.requireRunning();
      return new TerminatedException();
    }
    return new DeviceException(name + " failed: " + firstLine(e), e);
  }

  private static String firstLine(OrtException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static String advice(ExecutionProvider provider) {
    return provider instanceof ExecutionProvider.Cuda
        ? "; CUDA needs the onnxruntime_gpu library, an NVIDIA driver and free device memory;"
            + " ExecutionProvider.cpu() always works"
        : "";
  }

  /** Waits for the runs in flight, then frees the session. Safe to call twice. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
        weights.forEach(OnnxTensor::close);
      }
    } catch (OrtException e) {
      throw new DeviceException(name + " cannot be freed: " + firstLine(e), e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A run was ended on request. */
  static final class TerminatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TerminatedException() {
      super("terminated", null, false, false);
    }
  }
}
