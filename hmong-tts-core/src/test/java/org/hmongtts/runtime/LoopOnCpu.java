package org.hmongtts.runtime;

import ai.onnxruntime.OrtSession.SessionOptions;

/** The processor, generating as a GPU does: in a loop inside of the graph. */
record LoopOnCpu() implements ExecutionProvider {

  @Override
  public String name() {
    return "cpu-loop";
  }

  @Override
  public boolean needsFloat32() {
    return true;
  }

  @Override
  public boolean generatesInGraph(Precision precision) {
    return precision == Precision.F32;
  }

  @Override
  public void configure(SessionOptions options) {}
}
