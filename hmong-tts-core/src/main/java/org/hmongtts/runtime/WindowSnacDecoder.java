package org.hmongtts.runtime;

import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * Decodes on a device that plans each new shape before it computes it, which takes far longer than
 * the computation (cuDNN does so for each convolution, and ONNX Runtime keeps only the plan of a
 * node's last shape). So there is one shape: a window is computed whole, however few of its frames
 * are wanted. See {@link WindowOps}.
 */
final class WindowSnacDecoder implements SnacDecoder {

  private final SnacConfig config;
  private final int windowFrames;
  private final LazySession session;

  /**
   * @param frames of a window, of which there are as many more as complete a window of attention
   */
  WindowSnacDecoder(SnacGraphs graphs, int frames, ExecutionProvider provider, int threads) {
    config = graphs.config();
    windowFrames = config.inWholeWindows(frames);
    session = new LazySession("the codec's decoder", graphs::windowDecoder, provider, threads);
  }

  @Override
  public SnacChunk chunk(SnacConfig config, Steps wanted, int total) {
    return config.window(wanted, windowFrames, total);
  }

  @Override
  public void decode(
      RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset) {
    WindowOps.writeMasks(codes, chunk.runs(config));
    if (config.noise()) {
      // Also where it is none, and zero: a graph without would have to be planned on its own.
      GraphSnacDecoder.writeNoise(codes, chunk, config, noise);
    }
    GraphSnacDecoder.run(session, codes, chunk, config, audio, offset);
  }

  @Override
  public void close() {
    session.close();
  }
}
