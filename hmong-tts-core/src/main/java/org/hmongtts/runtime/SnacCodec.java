package org.hmongtts.runtime;

import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.network.SnacChunk;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.Steps;

/**
 * The SNAC codec, ready to run: codes to audio and back. Thread-safe, holds no state between calls.
 * Its weights are folded and widened into a cache folder once and mapped from there; a session is
 * made when first needed, so that speaking never pays for the encoder.
 *
 * <p>Codes come as {@code [level][index]}, the coarsest level first: a frame has {@code
 * stepsPerFrame / stride} codes of each level.
 */
public final class SnacCodec implements AutoCloseable {

  /**
   * Runs of so many frames, which is more than any piece of a stream, are decoded on the device.
   * Shorter ones are decoded on the processor, which has their first samples no later.
   */
  private static final int LONG_RUN_FRAMES = 64;

  private final SnacConfig config;
  private final Checkpoint weights;
  private final SnacDecoder shortRuns;
  private final SnacDecoder longRuns;
  private final SnacEncoder encoder;

  /**
   * @param shortRuns decodes pieces of a stream
   * @param longRuns decodes all that is longer; may be the same
   */
  SnacCodec(SnacGraphs graphs, SnacDecoder shortRuns, SnacDecoder longRuns, SnacEncoder encoder) {
    this.config = graphs.config();
    this.weights = graphs.weights();
    this.shortRuns = shortRuns;
    this.longRuns = longRuns;
    this.encoder = encoder;
  }

  /**
   * Opens a codec.
   *
   * @param folder with its {@code config.json} and weights
   * @param cacheFolder where its prepared weights are kept
   * @param provider the device it encodes on, and decodes long runs on; pieces of a stream are
   *     decoded on the processor everywhere
   * @param threads threads that share one run
   * @throws ModelFormatException if the folder holds no SNAC codec, or a damaged one
   * @throws IOException if a file cannot be read or the cache cannot be written
   */
  public static SnacCodec open(
      Path folder, Path cacheFolder, ExecutionProvider provider, int threads) throws IOException {
    SnacConfig config = SnacConfig.read(ConfigFile.read(folder.resolve("config.json")));
    Checkpoint prepared =
        PreparedWeights.open(
            cacheFolder, Checkpoint.open(folder), SnacWeights.RECIPE, new SnacWeights(config));
    SnacGraphs graphs = new SnacGraphs(config, prepared);
    SnacDecoder onProcessor =
        config.depthwise()
            ? new RowSnacDecoder(graphs, threads)
            : new GraphSnacDecoder(graphs, threads);
    boolean inWindows = !(provider instanceof ExecutionProvider.Cpu);
    SnacDecoder longRuns =
        inWindows ? new WindowSnacDecoder(graphs, LONG_RUN_FRAMES, provider, threads) : onProcessor;
    return new SnacCodec(
        graphs, onProcessor, longRuns, new SnacEncoder(graphs, inWindows, provider, threads));
  }

  public SnacConfig config() {
    return config;
  }

  /** {@link Checkpoint#fingerprint} of its prepared weights: tells one codec from another. */
  public String fingerprint() {
    return weights.fingerprint();
  }

  /**
   * Decodes a whole sequence.
   *
   * @param levels codes {@code [level][index]}
   * @param noise what the noise blocks add
   * @return mono samples in -1..1, {@code samplesPerFrame} for each frame
   * @throws IllegalArgumentException if a code is out of range, or the levels don't fit one another
   * @throws IllegalStateException if the codec is closed
   */
  public float[] decode(int[][] levels, CodecNoise noise) {
    return decode(levels, 0, frames(levels), noise);
  }

  /**
   * Decodes some frames of a longer sequence. Their samples are those that {@link #decode(int[][],
   * CodecNoise)} gives for the whole, within rounding, provided that the sequence ends with {@code
   * levels} or these hold {@link SnacConfig#rightContextFrames()} frames after {@code toFrame}.
   *
   * @param levels codes from the start of the sequence
   * @param fromFrame first frame wanted
   * @param toFrame the frame after the last
   * @return {@code (toFrame - fromFrame) * samplesPerFrame} samples in -1..1
   * @throws IllegalArgumentException if a code is out of range, the levels don't fit one another,
   *     or the frames are not there
   * @throws IllegalStateException if the codec is closed
   */
  public float[] decode(int[][] levels, int fromFrame, int toFrame, CodecNoise noise) {
    int total = frames(levels);
    if (fromFrame < 0 || toFrame < fromFrame || toFrame > total) {
      throw new IllegalArgumentException(
          "frames " + fromFrame + ".." + toFrame + " are not among the " + total + " given");
    }
    SnacDecoder decoder = toFrame - fromFrame < LONG_RUN_FRAMES ? shortRuns : longRuns;
    float[] audio = new float[samples(toFrame - fromFrame)];
    int decoded = 0;
    while (decoded < audio.length) {
      Steps wanted = new Steps(fromFrame + decoded / config.samplesPerFrame(), toFrame);
      SnacChunk chunk = decoder.chunk(config, wanted, total);
      decodeChunk(decoder, levels, chunk, noise, audio, decoded);
      decoded += chunk.samples().count();
    }
    return audio;
  }

  /** {@link #decode(int[][], CodecNoise)} without chunks. */
  float[] decodeAtOnce(int[][] levels, CodecNoise noise) {
    int total = frames(levels);
    float[] audio = new float[samples(total)];
    decodeChunk(shortRuns, levels, config.chunk(0, total, total), noise, audio, 0);
    return audio;
  }

  private void decodeChunk(
      SnacDecoder decoder,
      int[][] levels,
      SnacChunk chunk,
      CodecNoise noise,
      float[] audio,
      int offset) {
    try (RunTensors codes = new RunTensors()) {
      for (int level = 0; level < levels.length; level++) {
        Steps steps = chunk.frames().times(config.codesPerFrame(level));
        Steps given = steps.within(new Steps(0, levels[level].length));
        LongBuffer values = codes.longs(SnacGraphs.codes(level), 1, steps.count());
        for (int i = given.from(); i < given.to(); i++) {
          values.put(i - steps.from(), checkedCode(levels[level][i], level, i));
        }
      }
      decoder.decode(codes, chunk, noise, audio, offset);
    }
  }

  /**
   * Makes ready for {@link #encode}, which otherwise the first call does.
   *
   * @throws org.hmongtts.DeviceException if the device cannot be used
   * @throws IllegalStateException if the codec is closed
   */
  public void prepareEncoder() {
    encoder.prepare();
  }

  /**
   * Encodes audio; the end is padded with silence to whole frames. The memory it takes does not
   * depend on the length.
   *
   * @param audio mono samples in -1..1 at the codec's own rate
   * @return codes {@code [level][index]}
   * @throws IllegalArgumentException if there are no samples
   * @throws IllegalStateException if the codec is closed
   */
  public int[][] encode(float[] audio) {
    return encode(audio, SnacEncoder.CHUNK_FRAMES);
  }

  int[][] encode(float[] audio, int chunkFrames) {
    if (audio.length == 0) {
      throw new IllegalArgumentException("audio must have at least one sample, got none");
    }
    return encoder.encode(audio, chunkFrames);
  }

  private int frames(int[][] levels) {
    if (levels.length != config.strides().size()) {
      throw new IllegalArgumentException(
          "codes must have " + config.strides().size() + " levels, got " + levels.length);
    }
    int frames = levels[0].length;
    for (int level = 0; level < levels.length; level++) {
      if (levels[level].length != (long) frames * config.codesPerFrame(level)) {
        throw new IllegalArgumentException(
            "level "
                + level
                + " has "
                + levels[level].length
                + " codes, expected "
                + (long) frames * config.codesPerFrame(level)
                + " beside "
                + frames
                + " of level 0");
      }
    }
    if (frames % config.framesPerWindow() != 0) {
      throw new IllegalArgumentException(
          "this codec decodes multiples of " + config.framesPerWindow() + " frames, got " + frames);
    }
    return frames;
  }

  private int samples(int frames) {
    long samples = (long) frames * config.samplesPerFrame();
    if (samples > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(frames + " frames are too long for one array of samples");
    }
    return (int) samples;
  }

  private int checkedCode(int code, int level, int index) {
    if (code < 0 || code >= config.codebookSize()) {
      throw new IllegalArgumentException(
          "frame "
              + index / config.codesPerFrame(level)
              + ", level "
              + level
              + ": code "
              + code
              + " is outside of 0.."
              + (config.codebookSize() - 1));
    }
    return code;
  }

  /** Waits for the runs in flight, then frees the networks. Safe to call twice. */
  @Override
  public void close() {
    shortRuns.close();
    longRuns.close();
    encoder.close();
  }
}
