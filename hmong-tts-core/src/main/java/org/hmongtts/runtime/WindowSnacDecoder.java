package org.hmongtts.runtime;

import java.util.List;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * Decodes on a device that plans each new shape before it computes it, which takes far longer than
 * the computation (cuDNN does so for each convolution, and ONNX Runtime keeps only the plan of a
 * node's last shape). So there are two shapes, with a session each: one for the pieces of a stream,
 * one for all that is longer. A window is computed whole, however few of its frames are wanted; see
 * {@link WindowOps}.
 */
final class WindowSnacDecoder implements SnacDecoder {

  /** The longest piece of a stream. */
  private static final int PIECE_FRAMES = 8;

  /** With 48 or 64 channels in 32-bit floats each layer's result is some 40 MB. */
  private static final int LONG_FRAMES = 64;

  private final SnacConfig config;
  private final int pieceFrames;
  private final int longFrames;
  private final int pieceFramesRead;
  private final LazySession pieces;
  private final LazySession longer;

  WindowSnacDecoder(SnacGraphs graphs, ExecutionProvider provider, int threads) {
    config = graphs.config();
    pieceFrames = config.inWholeWindows(PIECE_FRAMES);
    longFrames = config.inWholeWindows(LONG_FRAMES);
    pieceFramesRead = config.window(new Steps(0, 1), pieceFrames, 1).frames().count();
    pieces = new LazySession("the codec's decoder", graphs::windowDecoder, provider, threads);
    longer = new LazySession("the codec's decoder", graphs::windowDecoder, provider, threads);
  }

  @Override
  public SnacChunk chunk(SnacConfig config, Steps wanted, int total) {
    SnacChunk piece = config.window(wanted, pieceFrames, total);
    boolean all = piece.samples().equals(wanted.times(config.samplesPerFrame()));
    return all ? piece : config.window(wanted, longFrames, total);
  }

  @Override
  public void decode(
      RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset) {
    WindowOps.writeMasks(codes, chunk.runs(config));
    if (config.noise()) {
      // Also where it is none, and zero: a graph without would have to be planned on its own.
      GraphSnacDecoder.writeNoise(codes, chunk, config, noise);
    }
    LazySession session = chunk.frames().count() == pieceFramesRead ? pieces : longer;
    GraphSnacDecoder.run(session, codes, chunk, config, audio, offset);
  }

  @Override
  public List<Integer> slowAtFirst() {
    return List.of(pieceFrames, longFrames);
  }

  @Override
  public void close() {
    pieces.close();
    longer.close();
  }
}
