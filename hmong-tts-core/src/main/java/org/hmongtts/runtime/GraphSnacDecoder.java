package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/** Decodes with one ONNX graph: on any device, and any configuration. */
final class GraphSnacDecoder implements SnacDecoder {

  private static final int CHUNK_FRAMES_ON_PROCESSOR = 4;

  /** A GPU takes hardly longer for these than for a few. */
  private static final int CHUNK_FRAMES_ON_DEVICE = 128;

  private final SnacConfig config;
  private final int chunkFrames;
  private final LazySession quiet;
  private final LazySession noisy;

  GraphSnacDecoder(SnacGraphs graphs, ExecutionProvider provider, int threads) {
    config = graphs.config();
    chunkFrames =
        provider instanceof ExecutionProvider.Cpu
            ? CHUNK_FRAMES_ON_PROCESSOR
            : CHUNK_FRAMES_ON_DEVICE;
    quiet = new LazySession("the codec's decoder", () -> graphs.decoder(false), provider, threads);
    noisy = new LazySession("the codec's decoder", () -> graphs.decoder(true), provider, threads);
  }

  @Override
  public int chunkFrames() {
    return chunkFrames;
  }

  @Override
  public void decode(
      RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset) {
    boolean noises = config.noise() && !(noise instanceof CodecNoise.None);
    int stages = chunk.kept().size();
    for (int stage = 0; stage < stages; stage++) {
      Steps kept = chunk.crop(stage, config);
      codes.longs(OnnxOps.cropFrom(stage), 1).put(kept.from());
      codes.longs(OnnxOps.cropTo(stage), 1).put(kept.to());
    }
    for (int block = 0; noises && block < stages - 1; block++) {
      Steps steps = chunk.noise(block, config);
      noise.write(
          block, steps.from(), codes.floats(OnnxOps.noiseInput(block), 1, 1, steps.count()));
    }
    try (RunTensors outputs = new RunTensors()) {
      FloatBuffer result =
          outputs.floats(SnacGraphs.AUDIO, 1, 1, chunk.kept().get(stages - 1).count());
      (noises ? noisy : quiet).run(codes, outputs);
      result.position(chunk.output().from());
      result.get(audio, offset, chunk.output().count());
    }
  }

  @Override
  public void close() {
    quiet.close();
    noisy.close();
  }
}
