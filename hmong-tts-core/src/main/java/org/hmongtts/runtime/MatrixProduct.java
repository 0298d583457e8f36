package org.hmongtts.runtime;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.hmongtts.runtime.OnnxGraph.Value;

/** Products of any two matrices by ONNX Runtime. Any thread. */
final class MatrixProduct implements AutoCloseable {

  private static final String WEIGHT = "weight";
  private static final String INPUT = "x";
  private static final String OUTPUT = "y";

  private final LazySession session;

  MatrixProduct(int threads) {
    session =
        new LazySession(
            "the codec's matrix product", MatrixProduct::graph, ExecutionProvider.cpu(), threads);
  }

  /** See {@link LazySession#prepare}. */
  void prepare() {
    session.prepare();
  }

  private static OnnxGraph graph() {
    OnnxGraph graph = new OnnxGraph();
    Value weight = graph.input(WEIGHT, ElementType.FLOAT, "rows", "channels");
    Value x = graph.input(INPUT, ElementType.FLOAT, "channels", "steps");
    Value y = graph.node("MatMul", List.of(weight, x));
    graph.output(OUTPUT, y, ElementType.FLOAT, "rows", "steps");
    return graph;
  }

  /**
   * {@code y = weight · x}.
   *
   * @param weight {@code [rows, channels]}, direct
   * @param x {@code [channels, steps]}, direct
   * @param y {@code [rows, steps]}, direct
   */
  void multiply(
      ByteBuffer weight, int rows, int channels, FloatBuffer x, int steps, FloatBuffer y) {
    try (RunTensors inputs = new RunTensors();
        RunTensors outputs = new RunTensors()) {
      inputs.wrap(WEIGHT, weight.asFloatBuffer(), rows, channels);
      inputs.wrap(INPUT, x, channels, steps);
      outputs.wrap(OUTPUT, y, rows, steps);
      session.run(inputs, outputs);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
