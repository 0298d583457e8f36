package org.hmongtts.runtime;

import org.hmongtts.network.SnacChunk;

/** Decodes chunks of codes; one way of doing it. Any thread. */
interface SnacDecoder extends AutoCloseable {

  /**
   * @param codes the codes of the chunk's frames, as {@link SnacGraphs#codes} names them
   * @param noise to add; {@link CodecNoise.None} leaves the noise blocks out
   * @param audio receives the chunk's samples
   * @param offset where in {@code audio} they begin
   */
  void decode(RunTensors codes, SnacChunk chunk, CodecNoise noise, float[] audio, int offset);

  /** Frames of a chunk at most, so that it is quick. */
  int chunkFrames();

  /** Waits for the runs in flight. Safe to call twice. */
  @Override
  void close();
}
