package org.hmongtts.network;

import java.util.List;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * The shape of a SNAC codec (Siuzdak et al. 2024).
 *
 * @param sampleRateHz of its audio
 * @param encoderSize channels after the first convolution; doubled by each encoder block
 * @param encoderRates downsampling of each encoder block
 * @param decoderSize channels before the first decoder block; halved by each
 * @param decoderRates upsampling of each decoder block
 * @param attentionWindow steps of a window of local attention, 0 for none
 * @param codebookSize codes of each level
 * @param codebookDimension size of a code's vector
 * @param strides latent steps that one code of each level spans, coarse to fine
 * @param noise whether decoder blocks add noise
 * @param depthwise whether the residual convolutions work on single channels
 */
public record SnacConfig(
    int sampleRateHz,
    int encoderSize,
    List<Integer> encoderRates,
    int decoderSize,
    List<Integer> decoderRates,
    int attentionWindow,
    int codebookSize,
    int codebookDimension,
    List<Integer> strides,
    boolean noise,
    boolean depthwise) {

  private static final int MAX_SIZE = 1 << 16;
  private static final int MAX_HOP = 1 << 16;
  private static final int MAX_WINDOW = 1 << 10;
  private static final int MAX_WINDOW_SAMPLES = 1 << 22;

  // More than any configuration's decoder or encoder reaches to one side: two windows, and with
  // rates of 1 in all blocks 39 steps each.
  private static final int MAX_CONTEXT_STEPS = 2 * MAX_WINDOW + 8 * 40;

  /** Whether a {@code config.json} is SNAC's; it has no {@code model_type}. */
  public static boolean recognises(ConfigFile config) {
    return config.has("vq_strides") && config.has("decoder_rates");
  }

  /** Reads {@code config.json} as released. */
  public static SnacConfig read(ConfigFile config) {
    SnacConfig read =
        new SnacConfig(
            size(config, "sampling_rate", 1 << 20),
            size(config, "encoder_dim", MAX_SIZE),
            rates(config, "encoder_rates"),
            size(config, "decoder_dim", MAX_SIZE),
            rates(config, "decoder_rates"),
            config.has("attn_window_size") ? size(config, "attn_window_size", MAX_WINDOW) : 0,
            size(config, "codebook_size", MAX_SIZE),
            size(config, "codebook_dim", MAX_SIZE),
            rates(config, "vq_strides"),
            config.bool("noise", true),
            config.bool("depthwise", true));
    long down = product(read.encoderRates);
    if (down > MAX_HOP) {
      throw new ModelFormatException(
          config.describe("encoder_rates", "a product of at most " + MAX_HOP, down));
    }
    if (product(read.decoderRates) != down) {
      throw new ModelFormatException(
          config.describe(
              "decoder_rates",
              "the product of encoder_rates, " + down,
              product(read.decoderRates)));
    }
    if (read.decoderSize >> read.decoderRates.size() == 0) {
      throw new ModelFormatException(
          config.describe(
              "decoder_dim",
              "at least " + (1 << read.decoderRates.size()) + ", to be halved by each block",
              read.decoderSize));
    }
    for (int stride : read.strides) {
      if (read.strides.get(0) % stride != 0) {
        throw new ModelFormatException(
            config.describe("vq_strides", "divisors of " + read.strides.get(0), stride));
      }
    }
    if (read.framesPerWindow() * (long) read.samplesPerFrame() > MAX_WINDOW_SAMPLES) {
      throw new ModelFormatException(
          config.describe(
              "attn_window_size",
              "a window that is whole frames after at most " + MAX_WINDOW_SAMPLES + " samples",
              read.attentionWindow));
    }
    return read;
  }

  /** At most eight rates of at most 64. */
  private static long product(List<Integer> rates) {
    return rates.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  /** Samples of one latent step. */
  public int hop() {
    return encoderRates.stream().reduce(1, Math::multiplyExact);
  }

  /** Channels of the latent: the encoder doubles them with each block. */
  public int latentSize() {
    return encoderSize << encoderRates.size();
  }

  /** Latent steps of one code of the coarsest level, and so of one frame. */
  public int stepsPerFrame() {
    return strides.get(0);
  }

  /** Samples of one frame: one code of the coarsest level and those of the others beside it. */
  public int samplesPerFrame() {
    return hop() * stepsPerFrame();
  }

  /** Codes of one frame, all levels together. */
  public int codesPerFrame() {
    return strides.stream().mapToInt(stride -> stepsPerFrame() / stride).sum();
  }

  /** Codes of one frame that a level has. */
  public int codesPerFrame(int level) {
    return stepsPerFrame() / strides.get(level);
  }

  /** Audio is padded with zeros on the right to a multiple of this many samples for encoding. */
  public int paddingMultiple() {
    return Math.multiplyExact(
        hop(), leastCommonMultiple(stepsPerFrame(), Math.max(attentionWindow, 1)));
  }

  /**
   * Frames that a window of attention and a frame have in common: sequences and chunks are whole
   * multiples of it. 1 without attention.
   */
  public int framesPerWindow() {
    return leastCommonMultiple(stepsPerFrame(), Math.max(attentionWindow, 1)) / stepsPerFrame();
  }

  /**
   * What decoding some frames of a longer sequence takes.
   *
   * @param from first frame wanted
   * @param to the frame after the last
   * @param total frames of the sequence
   */
  public SnacChunk chunk(int from, int to, int total) {
    return SnacChunk.of(this, new Steps(from, to), total);
  }

  /**
   * As {@link #chunk}, but every length in it depends on {@code frames} alone: it reaches beyond
   * the sequence rather than being shorter at its ends.
   *
   * @param wanted frames whose samples are wanted; of these the window has as many as go in
   * @param frames of the window, a multiple of {@link #framesPerWindow}
   * @param total frames of the sequence
   */
  public SnacChunk window(Steps wanted, int frames, int total) {
    Steps window = windowAt(wanted.from(), frames);
    return SnacChunk.ofWindow(this, wanted.within(window), window, total);
  }

  /** The window of so many frames that begins at a frame, or where its attention does. */
  private Steps windowAt(int frame, int frames) {
    int start = frame - Math.floorMod(frame, framesPerWindow());
    return new Steps(start, start + frames);
  }

  /**
   * The frames whose audio must be encoded to get the codes of some of them exactly.
   *
   * @param from first frame wanted
   * @param to the frame after the last
   * @param total frames of the audio, padded
   */
  public Steps framesToEncode(int from, int to, int total) {
    return SnacChunk.framesToEncode(this, new Steps(from, to), new Steps(0, total));
  }

  /**
   * As {@link #framesToEncode}, but as many wherever the window is: they reach beyond the ends of
   * the audio, where every layer must be given zeros.
   *
   * @param from first frame wanted, a multiple of {@link #framesPerWindow}
   * @param frames of the window, a multiple of it too
   */
  public Steps windowToEncode(int from, int frames) {
    Steps window = windowAt(from, frames);
    return SnacChunk.framesToEncode(this, window, around(window));
  }

  /** All runs of steps that the encoder's layers see when it reads these frames, in their order. */
  public List<WindowRun> runsToEncode(Steps frames, int total) {
    return SnacChunk.runsToEncode(this, frames, total);
  }

  /** So many frames at least, in whole windows of attention. */
  public int inWholeWindows(int frames) {
    int period = framesPerWindow();
    return (frames + period - 1) / period * period;
  }

  /** More than anything inside of a window depends on. */
  Steps around(Steps window) {
    return new Steps(window.from() - farFrames(), window.to() + farFrames());
  }

  private int farFrames() {
    int period = framesPerWindow();
    return period * (1 + MAX_CONTEXT_STEPS / (stepsPerFrame() * period));
  }

  /** Frames before a run of frames that its samples depend on, at most. */
  public int leftContextFrames() {
    return contextFrames(true);
  }

  /** Frames after a run of frames that its samples depend on, at most. */
  public int rightContextFrames() {
    return contextFrames(false);
  }

  /**
   * Frames after a run of frames to wait for while speaking: one less than {@link
   * #rightContextFrames()}, for audio that starts sooner. What is left out comes in through the
   * outermost taps of all layers at once only: on the embedded voice (2 frames in place of 3) it is
   * 87 dB below the signal, and no sample is off by more than −67 dB of the peak; with one frame
   * less still, it would be 32 dB. With attention, which weighs a whole window alike, nothing can
   * be left out.
   */
  public int streamingContextFrames() {
    return attentionWindow > 0 ? rightContextFrames() : Math.max(rightContextFrames() - 1, 1);
  }

  private int contextFrames(boolean left) {
    int period = framesPerWindow();
    int middle = farFrames();
    int most = 0;
    for (int first = middle; first < middle + period; first++) {
      Steps frames = chunk(first, first + 1, 2 * middle + period).frames();
      most = Math.max(most, left ? first - frames.from() : frames.to() - first - 1);
    }
    return most;
  }

  private static int leastCommonMultiple(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return Math.multiplyExact(a / x, b);
  }

  private static int size(ConfigFile config, String field, int max) {
    int value = config.integer(field);
    if (value < 1 || value > max) {
      throw new ModelFormatException(config.describe(field, "1.." + max, value));
    }
    return value;
  }

  private static List<Integer> rates(ConfigFile config, String field) {
    List<Integer> rates = config.integers(field);
    if (rates.isEmpty()
        || rates.size() > 8
        || rates.stream().anyMatch(rate -> rate < 1 || rate > 64)) {
      throw new ModelFormatException(
          config.describe(field, "one to eight numbers of 1..64", rates));
    }
    return rates;
  }
}
