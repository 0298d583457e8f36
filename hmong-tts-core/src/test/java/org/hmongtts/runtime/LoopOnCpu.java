package org.hmongtts.runtime;

import ai.onnxruntime.OrtSession.SessionOptions;

/**
 * The processor, used as a GPU is: it generates in a loop inside of the graph, and its codec runs
 * in windows of fixed shapes.
 */
record LoopOnCpu() implements ExecutionProvider {

  @Override
  public String name() {
    return "cpu-loop";
  }

  @Override
  public boolean needsFloat32() {
    return true; // it has no bfloat16; its float16 is slow, but shows that a graph of it is right
  }

  @Override
  public boolean generatesInGraph(Precision precision) {
    return true;
  }

  @Override
  public void configure(SessionOptions options) {}
}
