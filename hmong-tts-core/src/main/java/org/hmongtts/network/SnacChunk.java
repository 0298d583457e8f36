package org.hmongtts.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a SNAC decoder must compute to give a run of frames exactly as if it had decoded the whole
 * sequence.
 *
 * <p>A sample depends on some frames to the left and right of its own, because every convolution
 * looks to both sides; the counts below follow from kernels, dilations and rates alone. Most of
 * that context is needed at the coarse end only: near the samples, a few dozen steps do. So the
 * decoder reads whole frames of context but cuts its intermediate results to what the next block
 * still needs, and a chunk costs hardly more than its own frames.
 *
 * @param frames whose codes are read
 * @param kept at index 0 the latent steps that enter the first decoder block, at index i the steps
 *     of decoder block i's output that are used further, counted from the start of the sequence
 * @param samples the audio of the wanted frames, counted likewise
 * @param totalFrames frames of the sequence: where {@code frames} reach beyond them, every layer
 *     must be given zeros
 */
public record SnacChunk(Steps frames, List<Steps> kept, Steps samples, int totalFrames) {

  public SnacChunk {
    kept = List.copyOf(kept);
  }

  /**
   * @param wanted frames whose samples are wanted
   * @param totalFrames frames of the sequence; what lies beyond them is not computed
   */
  static SnacChunk of(SnacConfig config, Steps wanted, int totalFrames) {
    return of(config, wanted, new Steps(0, totalFrames), wanted, totalFrames);
  }

  /**
   * @param wanted frames whose samples are wanted
   * @param window frames that hold them; where it lies changes no length of what is computed
   * @param totalFrames frames of the sequence
   */
  static SnacChunk ofWindow(SnacConfig config, Steps wanted, Steps window, int totalFrames) {
    return of(config, window, config.around(window), wanted, totalFrames);
  }

  private static SnacChunk of(
      SnacConfig config, Steps window, Steps bounds, Steps wanted, int totalFrames) {
    int perFrame = config.samplesPerFrame();
    List<Steps> kept = new ArrayList<>();
    Steps need = Snac.OUTER.reach(window.times(perFrame)).within(bounds.times(perFrame));
    for (int i = config.decoderRates().size() - 1; i >= 0; i--) {
      kept.add(need);
      int rate = config.decoderRates().get(i);
      for (int dilation : Snac.DILATIONS) {
        need =
            Convolution.same(Snac.KERNEL, dilation, 1).reach(need).within(bounds.times(perFrame));
      }
      perFrame /= rate;
      need = Convolution.up(rate).reachTransposed(need).within(bounds.times(perFrame));
    }
    kept.add(need);
    Collections.reverse(kept);
    Steps latent = Snac.OUTER.reach(inWholeWindows(config, need)).within(bounds.times(perFrame));
    Steps samples = wanted.times(config.samplesPerFrame());
    return new SnacChunk(inWholeFrames(config, latent), kept, samples, totalFrames);
  }

  /**
   * The frames whose audio must be encoded to get the codes of some of them exactly: the encoder
   * looks to both sides, too.
   *
   * @param wanted frames whose codes are wanted
   * @param bounds frames that can be read
   */
  static Steps framesToEncode(SnacConfig config, Steps wanted, Steps bounds) {
    int perFrame = config.stepsPerFrame();
    Steps latent = Snac.OUTER.reach(wanted.times(perFrame)).within(bounds.times(perFrame));
    Steps need = inWholeWindows(config, latent);
    for (int i = config.encoderRates().size() - 1; i >= 0; i--) {
      int rate = config.encoderRates().get(i);
      perFrame *= rate;
      need = Convolution.down(rate).reach(need).within(bounds.times(perFrame));
      for (int dilation : Snac.DILATIONS) {
        need =
            Convolution.same(Snac.KERNEL, dilation, 1).reach(need).within(bounds.times(perFrame));
      }
    }
    Steps samples = Snac.OUTER.reach(need).within(bounds.times(perFrame));
    int unit = config.framesPerWindow();
    return samples.inUnitsOf(unit * config.samplesPerFrame()).times(unit);
  }

  /** What {@link Ops#crop} keeps at a stage, counted from the first step that is there. */
  public Steps crop(int stage, SnacConfig config) {
    int origin =
        stage == 0
            ? frames.from() * config.stepsPerFrame()
            : kept.get(stage - 1).from() * config.decoderRates().get(stage - 1);
    return kept.get(stage).countedFrom(origin);
  }

  /** The wanted samples, counted from the first that the decoder gives. */
  public Steps output() {
    return samples.countedFrom(kept.get(kept.size() - 1).from());
  }

  /** The steps that the noise of a decoder block is added to. */
  public WindowRun noise(int block, SnacConfig config) {
    int rate = config.decoderRates().get(block);
    return run(kept.get(block).times(rate), stepsPerFrame(block, config) * rate);
  }

  /**
   * All runs of steps that the decoder's layers see, in their order: that of the latent, then of
   * each stage after {@link Ops#crop}, and between two of them what a block makes.
   */
  public List<WindowRun> runs(SnacConfig config) {
    List<WindowRun> runs = new ArrayList<>();
    runs.add(run(frames.times(config.stepsPerFrame()), config.stepsPerFrame()));
    for (int stage = 0; stage < kept.size(); stage++) {
      runs.add(run(kept.get(stage), stepsPerFrame(stage, config)));
      if (stage < kept.size() - 1) {
        runs.add(noise(stage, config));
      }
    }
    return runs;
  }

  /** All runs of steps that the encoder's layers see when it reads these frames. */
  static List<WindowRun> runsToEncode(SnacConfig config, Steps frames, int totalFrames) {
    List<WindowRun> runs = new ArrayList<>();
    int perFrame = config.samplesPerFrame();
    runs.add(WindowRun.of(frames.times(perFrame), perFrame, totalFrames));
    for (int rate : config.encoderRates()) {
      perFrame /= rate;
      runs.add(WindowRun.of(frames.times(perFrame), perFrame, totalFrames));
    }
    return runs;
  }

  private WindowRun run(Steps steps, int stepsPerFrame) {
    return WindowRun.of(steps, stepsPerFrame, totalFrames);
  }

  private static int stepsPerFrame(int stage, SnacConfig config) {
    int perFrame = config.stepsPerFrame();
    for (int rate : config.decoderRates().subList(0, stage)) {
      perFrame *= rate;
    }
    return perFrame;
  }

  private static Steps inWholeWindows(SnacConfig config, Steps steps) {
    int window = Math.max(config.attentionWindow(), 1);
    return steps.inUnitsOf(window).times(window);
  }

  private static Steps inWholeFrames(SnacConfig config, Steps steps) {
    int unit = config.framesPerWindow();
    return steps.inUnitsOf(unit * config.stepsPerFrame()).times(unit);
  }
}
