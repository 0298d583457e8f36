package org.hmongtts.train.eval;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hmongtts.text.Tone;

/**
 * The pitch of one rime as it was spoken.
 *
 * @param semitones above 1 Hz at {@link #POINTS} equally spaced points from the first voice in the
 *     rime to the last; in gaps between, on a straight line
 * @param voiced at which points it sounded
 * @param seconds since the phrase began, at the same points
 */
record RimeContour(double[] semitones, boolean[] voiced, double[] seconds) {

  /** As many as the published tables of contours have. */
  static final int POINTS = 11;

  private static final int FEWEST_VOICED_FRAMES = 4;

  /**
   * So far below the rime's median level its sound is that of fading out, in which the pitch stays
   * where it was, and of the analysis window reaching beyond the end.
   */
  private static final double FADED_DECIBELS = 15;

  /**
   * @param phraseStart first frame of the phrase
   * @return empty if the rime has next to no voice
   */
  static Optional<RimeContour> measure(
      F0Track track, SpeechFrames frames, Span rime, int phraseStart) {
    double[] hz = track.hz();
    double[] levels = IntStream.range(rime.from(), rime.to()).mapToDouble(frames::energy).toArray();
    double quiet = levels.length == 0 ? 0 : Medians.of(levels) - FADED_DECIBELS;
    int[] sounding =
        IntStream.range(rime.from(), Math.min(rime.to(), hz.length))
            .filter(t -> hz[t] > 0 && frames.energy(t) > quiet)
            .toArray();
    if (sounding.length < FEWEST_VOICED_FRAMES) {
      return Optional.empty();
    }
    int first = sounding[0];
    int last = sounding[sounding.length - 1];
    double[] semitones = new double[POINTS];
    boolean[] voiced = new boolean[POINTS];
    double[] seconds = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double at = first + (double) i / (POINTS - 1) * (last - first);
      seconds[i] = (at - phraseStart) * track.hopSeconds();
      int before = (int) at;
      int after = (int) Math.ceil(at);
      voiced[i] = hz[before] > 0 || hz[after] > 0;
      while (hz[before] == 0) {
        before--;
      }
      while (hz[after] == 0) {
        after++;
      }
      double share = after == before ? 0 : (at - before) / (after - before);
      semitones[i] = (1 - share) * semitones(hz[before]) + share * semitones(hz[after]);
    }
    return Optional.of(new RimeContour(semitones, voiced, seconds));
  }

  private static double semitones(double hz) {
    return 12 * Math.log(hz) / Math.log(2);
  }

  /** The frequencies in Hz. */
  double[] hz() {
    return Arrays.stream(semitones).map(s -> Math.pow(2, s / 12)).toArray();
  }

  /** In units of the tone table: from the speaker's mean, without declination, range 1. */
  double[] normalised(SpeakerPitch speaker) {
    double[] normalised = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      normalised[i] = speaker.normalise(semitones[i], seconds[i]);
    }
    return normalised;
  }

  /** The table's contour of a tone at the same points. */
  static double[] expected(Tone tone) {
    double[] expected = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      expected[i] = tone.semitonesAt((float) i / (POINTS - 1));
    }
    return expected;
  }
}
