package org.hmongtts.runtime;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.Snac;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;

/**
 * Decodes on the processor, several times as fast as a graph (see {@link RowOps}): the latent is
 * made by a small graph, the samples by a {@link RowProgram}.
 */
final class RowSnacDecoder implements SnacDecoder {

  private final SnacConfig config;
  private final LazySession latent;
  private final MatrixProduct products;
  private final RowProgram quiet;
  private final RowProgram noisy;
  private final ConcurrentLinkedQueue<RowProgram.Workspace> idle = new ConcurrentLinkedQueue<>();

  RowSnacDecoder(SnacGraphs graphs, int threads) {
    config = graphs.config();
    latent =
        new LazySession("the codec's latent", graphs::latent, ExecutionProvider.cpu(), threads);
    products = new MatrixProduct(threads);
    latent.prepare();
    products.prepare();
    quiet = program(config, graphs.weights(), false);
    noisy = program(config, graphs.weights(), true);
  }

  private static RowProgram program(SnacConfig config, Checkpoint weights, boolean noise) {
    RowOps ops = new RowOps(weights, noise);
    RowOps.Plane mixed = ops.input(config.decoderSize());
    return ops.program(new Snac(config).synthesize(ops, mixed));
  }

  @Override
  public void decode(
      RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset) {
    RowProgram program = noise instanceof CodecNoise.None ? quiet : noisy;
    RowProgram.Workspace workspace = idle.poll();
    if (workspace == null) {
      workspace = new RowProgram.Workspace();
    }
    RowProgram.Run run = program.new Run(workspace, products, config, chunk, noise);
    int steps = chunk.frames().count() * config.stepsPerFrame();
    try (RunTensors outputs = new RunTensors()) {
      outputs.wrap(
          SnacGraphs.MIXED,
          run.create(0, config.decoderSize(), steps),
          1,
          config.decoderSize(),
          steps);
      latent.run(codes, outputs);
    }
    float[] samples = program.run(run);
    System.arraycopy(samples, chunk.output().from(), audio, offset, chunk.output().count());
    idle.add(workspace);
  }

  @Override
  public void close() {
    latent.close();
    products.close();
  }
}
