package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/** Decodes on the processor with one ONNX graph: any configuration. */
final class GraphSnacDecoder implements SnacDecoder {

  private final SnacConfig config;
  private final LazySession quiet;
  private final LazySession noisy;

  GraphSnacDecoder(SnacGraphs graphs, int threads) {
    config = graphs.config();
    ExecutionProvider cpu = ExecutionProvider.cpu();
    quiet = new LazySession("the codec's decoder", () -> graphs.decoder(false), cpu, threads);
    noisy = new LazySession("the codec's decoder", () -> graphs.decoder(true), cpu, threads);
  }

  @Override
  public void decode(
      RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset) {
    boolean noises = config.noise() && !(noise instanceof CodecNoise.None);
    if (noises) {
      writeNoise(codes, chunk, config, noise);
    }
    run(noises ? noisy : quiet, codes, chunk, config, audio, offset);
  }

  /** Writes the noise of a chunk's blocks, as {@link OnnxOps#noiseInput} names it. */
  static void writeNoise(RunTensors inputs, SnacChunk chunk, SnacConfig config, CodecNoise noise) {
    for (int block = 0; block < config.decoderRates().size(); block++) {
      Steps steps = chunk.noise(block, config).steps();
      Steps inside = chunk.noise(block, config).inside();
      FloatBuffer values = inputs.floats(OnnxOps.noiseInput(block), 1, 1, steps.count());
      values.position(inside.from() - steps.from()).limit(inside.to() - steps.from());
      noise.write(block, inside.from(), values);
    }
  }

  /**
   * Runs a decoder of {@link SnacGraphs} on a chunk.
   *
   * @param inputs the chunk's codes, and what the graph has besides them and what it keeps
   */
  static void run(
      LazySession session,
      RunTensors inputs,
      SnacChunk chunk,
      SnacConfig config,
      float[] audio,
      int offset) {
    int stages = chunk.kept().size();
    for (int stage = 0; stage < stages; stage++) {
      Steps kept = chunk.crop(stage, config);
      inputs.longs(OnnxOps.cropFrom(stage), 1).put(kept.from());
      inputs.longs(OnnxOps.cropTo(stage), 1).put(kept.to());
    }
    try (RunTensors outputs = new RunTensors()) {
      FloatBuffer result =
          outputs.floats(SnacGraphs.AUDIO, 1, 1, chunk.kept().get(stages - 1).count());
      session.run(inputs, outputs);
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
