package org.hmongtts.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.RunOptions;
import org.hmongtts.DeviceException;

/** Runs of sessions, one after the other, which any thread may end. */
final class OnnxRun implements AutoCloseable {

  private final RunOptions options;

  OnnxRun() {
    try {
      options = new RunOptions();
      // Errors are thrown; a loop that is ended would be logged as one, too.
      options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    } catch (OrtException e) {
      throw new DeviceException("ONNX Runtime cannot start a run: " + e.getMessage(), e);
    }
  }

  RunOptions options() {
    return options;
  }

  /** Ends the run in flight and all later ones. */
  void end() {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      throw new DeviceException("ONNX Runtime cannot end a run: " + e.getMessage(), e);
    }
  }

  /** Frees what a run in flight still reads: only when none is. */
  @Override
  public void close() {
    options.close();
  }
}
