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
 */
public record SnacChunk(Steps frames, List<Steps> kept, Steps samples) {

  public SnacChunk {
    kept = List.copyOf(kept);
  }

  /**
   * @param wanted frames whose samples are wanted
   * @param totalFrames frames of the sequence; what lies beyond them is zero
   */
  static SnacChunk of(SnacConfig config, Steps wanted, int totalFrames) {
    int totalSteps = Math.multiplyExact(totalFrames, config.stepsPerFrame());
    int length = Math.multiplyExact(totalSteps, config.hop());
    Steps samples = wanted.times(config.samplesPerFrame());
    List<Steps> kept = new ArrayList<>();
    Steps need = Snac.OUTER.reach(samples).within(length);
    for (int i = config.decoderRates().size() - 1; i >= 0; i--) {
      kept.add(need);
      int rate = config.decoderRates().get(i);
      for (int dilation : Snac.DILATIONS) {
        need = Convolution.same(Snac.KERNEL, dilation, 1).reach(need).within(length);
      }
      length /= rate;
      need = Convolution.up(rate).reachTransposed(need).within(length);
    }
    kept.add(need);
    Collections.reverse(kept);
    Steps latent = Snac.OUTER.reach(inWholeWindows(config, need)).within(length);
    return new SnacChunk(inWholeFrames(config, latent), kept, samples);
  }

  /**
   * The frames whose audio must be encoded to get the codes of some of them exactly: the encoder
   * looks to both sides, too.
   *
   * @param wanted frames whose codes are wanted
   * @param totalFrames frames of the audio, padded
   */
  static Steps framesToEncode(SnacConfig config, Steps wanted, int totalFrames) {
    int length = Math.multiplyExact(totalFrames, config.stepsPerFrame());
    Steps latent = Snac.OUTER.reach(wanted.times(config.stepsPerFrame())).within(length);
    Steps need = inWholeWindows(config, latent);
    for (int i = config.encoderRates().size() - 1; i >= 0; i--) {
      int rate = config.encoderRates().get(i);
      length = Math.multiplyExact(length, rate);
      need = Convolution.down(rate).reach(need).within(length);
      for (int dilation : Snac.DILATIONS) {
        need = Convolution.same(Snac.KERNEL, dilation, 1).reach(need).within(length);
      }
    }
    Steps samples = Snac.OUTER.reach(need).within(length);
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
  public Steps noise(int block, SnacConfig config) {
    return kept.get(block).times(config.decoderRates().get(block));
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
