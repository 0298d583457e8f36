package org.hmongtts.train.eval;

import org.hmongtts.audio.Audio;

/**
 * Tracks the fundamental frequency of a voice. Immutable and thread-safe.
 *
 * <p>How this works: the method of P. Boersma, "Accurate short-term analysis of the fundamental
 * frequency", IFA Proceedings 17, 1993, with its recommended weights. Each frame of three periods
 * gives candidates, the peaks of its autocorrelation divided by that of the window; the path
 * through them that is strongest in all and jumps least is taken by dynamic programming. What is
 * left of octave errors goes by a second pass, as D. Hirst proposed: the first pass over 60 to 500
 * Hz tells the speaker's median, the second looks only around it, with a window that fits.
 */
public final class F0Tracker {

  private static final double LOWEST_HZ = 60;
  private static final double HIGHEST_HZ = 500;
  private static final double HOP_SECONDS = 0.005;

  /** How far from the median the second pass looks: ten semitones down, an octave up. */
  private static final double BELOW_MEDIAN = 0.55;

  private static final double ABOVE_MEDIAN = 2;
  private static final double COARSE_HOP_SECONDS = 0.010;

  /** Peaks of the autocorrelation are placed between samples by a parabola; this is fine enough. */
  private static final int RATE_HZ = 24_000;

  private F0Tracker() {}

  /**
   * Tracks from 60 to 500 Hz, every 5 ms.
   *
   * @param speech of one speaker; several channels are mixed
   */
  public static F0Track track(Audio speech) {
    float[] samples = speech.toMono().resampled(RATE_HZ).samples();
    double median =
        track(samples, new PitchRange(LOWEST_HZ, HIGHEST_HZ), COARSE_HOP_SECONDS).medianHz();
    PitchRange range =
        median == 0
            ? new PitchRange(LOWEST_HZ, HIGHEST_HZ)
            : new PitchRange(
                Math.max(LOWEST_HZ, BELOW_MEDIAN * median),
                Math.min(HIGHEST_HZ, ABOVE_MEDIAN * median));
    return track(samples, range, HOP_SECONDS);
  }

  private static F0Track track(float[] samples, PitchRange range, double hopSeconds) {
    int frames = 1 + (int) (samples.length / (hopSeconds * RATE_HZ));
    PitchCandidates candidates = new PitchCandidates(samples, RATE_HZ, range);
    PitchPath path = new PitchPath(range, hopSeconds);
    for (int frame = 0; frame < frames; frame++) {
      path.add(candidates.at((int) Math.round(frame * hopSeconds * RATE_HZ)));
    }
    return new F0Track(path.best(), hopSeconds);
  }
}
