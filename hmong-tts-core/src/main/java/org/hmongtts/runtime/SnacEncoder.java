package org.hmongtts.runtime;

import java.nio.LongBuffer;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * Makes codes of audio, some frames at a time, each with as much audio around it as they depend on.
 * Any thread; its session is made when first needed.
 */
final class SnacEncoder implements AutoCloseable {

  /** Frames encoded at a time. */
  static final int CHUNK_FRAMES = 64;

  private final SnacConfig config;
  private final boolean inWindows;
  private final LazySession session;

  /**
   * @param inWindows whether all runs have one shape (see {@link WindowOps}), or as short a one as
   *     does
   */
  SnacEncoder(SnacGraphs graphs, boolean inWindows, ExecutionProvider provider, int threads) {
    this.config = graphs.config();
    this.inWindows = inWindows;
    this.session =
        new LazySession(
            "the codec's encoder",
            inWindows ? graphs::windowEncoder : graphs::encoder,
            provider,
            threads);
  }

  /**
   * @param audio at least one sample; its end is padded with silence
   * @param chunkFrames encoded at a time; does not change the codes
   * @return codes {@code [level][index]}
   */
  int[][] encode(float[] audio, int chunkFrames) {
    int step = inWindows ? config.inWholeWindows(chunkFrames) : chunkFrames;
    int windows = (audio.length - 1) / config.paddingMultiple() + 1;
    int total = windows * config.framesPerWindow();
    int[][] levels = new int[config.strides().size()][];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = new int[total * config.codesPerFrame(level)];
    }
    for (int from = 0; from < total; from += step) {
      Steps wanted = new Steps(from, Math.min(total, from + step));
      Steps read =
          inWindows
              ? config.windowToEncode(from, step)
              : config.framesToEncode(from, wanted.to(), total);
      encode(audio, wanted, read, levels);
    }
    return levels;
  }

  private void encode(float[] audio, Steps wanted, Steps read, int[][] levels) {
    Steps samples = read.times(config.samplesPerFrame());
    Steps given = samples.within(new Steps(0, audio.length));
    LongBuffer[] found = new LongBuffer[levels.length];
    try (RunTensors inputs = new RunTensors();
        RunTensors outputs = new RunTensors()) {
      inputs
          .floats(SnacGraphs.AUDIO, 1, 1, samples.count())
          .position(given.from() - samples.from())
          .put(audio, Math.min(given.from(), audio.length), given.count());
      if (inWindows) {
        int total = levels[0].length;
        WindowOps.writeMasks(inputs, config.runsToEncode(read, total));
      }
      for (int level = 0; level < levels.length; level++) {
        found[level] =
            outputs.longs(SnacGraphs.codes(level), 1, read.count() * config.codesPerFrame(level));
      }
      session.run(inputs, outputs);
      for (int level = 0; level < levels.length; level++) {
        int perFrame = config.codesPerFrame(level);
        for (int i = wanted.from() * perFrame; i < wanted.to() * perFrame; i++) {
          levels[level][i] = (int) found[level].get(i - read.from() * perFrame);
        }
      }
    }
  }

  /** Makes its session, which the first run would. */
  void prepare() {
    session.prepare();
  }

  /** Waits for the runs in flight. Safe to call twice. */
  @Override
  public void close() {
    session.close();
  }
}
