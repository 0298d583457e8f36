package org.hmongtts.runtime;

import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/** Decodes chunks of codes; one way of doing it. Any thread. */
interface SnacDecoder extends AutoCloseable {

  /**
   * Frames decoded at a time, at most: enough that the context of a chunk weighs little, few enough
   * that its intermediate results stay in a core's cache.
   */
  int CHUNK_FRAMES = 4;

  /**
   * The chunk to begin with: as many of the wanted frames, from the first on, as are decoded at a
   * time.
   *
   * @param total frames of the sequence
   */
  default SnacChunk chunk(SnacConfig config, Steps wanted, int total) {
    int to = Math.min(wanted.to(), wanted.from() + CHUNK_FRAMES);
    return config.chunk(wanted.from(), to, total);
  }

  /**
   * @param codes the codes of the chunk's frames, as {@link SnacGraphs#codes} names them
   * @param noise to add; {@link CodecNoise.None} leaves the noise blocks out
   * @param audio receives the chunk's samples
   * @param offset where in {@code audio} they begin
   */
  void decode(RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset);

  /** Waits for the runs in flight. Safe to call twice. */
  @Override
  void close();
}
