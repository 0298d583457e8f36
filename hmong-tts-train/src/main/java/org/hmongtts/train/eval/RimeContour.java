package org.hmongtts.train.eval;

import java.util.Optional;
import org.hmongtts.text.Tone;

/**
 * The pitch of one rime as it was spoken.
 *
 * @param semitones above 1 Hz at {@link #POINTS} equally spaced points of the rime; where the voice
 *     did not sound, from the nearest frames where it did
 * @param voiced at which points it sounded
 * @param seconds since the phrase began, at the same points
 */
record RimeContour(double[] semitones, boolean[] voiced, double[] seconds) {

  /** As many as the published tables of contours have. */
  static final int POINTS = 11;

  private static final int FEWEST_VOICED_FRAMES = 4;

  /**
   * @param phraseStart first frame of the phrase
   * @return empty if the rime has next to no voice
   */
  static Optional<RimeContour> measure(F0Track track, Span rime, int phraseStart) {
    double[] hz = track.hz();
    int end = Math.min(rime.to(), hz.length);
    int count = 0;
    for (int t = rime.from(); t < end; t++) {
      count += hz[t] > 0 ? 1 : 0;
    }
    if (count < FEWEST_VOICED_FRAMES) {
      return Optional.empty();
    }
    double[] semitones = new double[POINTS];
    boolean[] voiced = new boolean[POINTS];
    double[] seconds = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double at = rime.from() + (double) i / (POINTS - 1) * (rime.frames() - 1);
      seconds[i] = (at - phraseStart) * track.hopSeconds();
      int before = (int) Math.floor(at);
      int after = (int) Math.ceil(at);
      voiced[i] = before < end && hz[before] > 0 || after < end && hz[after] > 0;
      while (before >= rime.from() && (before >= end || hz[before] == 0)) {
        before--;
      }
      while (after < end && hz[after] == 0) {
        after++;
      }
      if (before < rime.from()) {
        semitones[i] = semitones(hz[after]);
      } else if (after >= end || after == before) {
        semitones[i] = semitones(hz[before]);
      } else {
        double share = (at - before) / (after - before);
        semitones[i] = (1 - share) * semitones(hz[before]) + share * semitones(hz[after]);
      }
    }
    return Optional.of(new RimeContour(semitones, voiced, seconds));
  }

  private static double semitones(double hz) {
    return 12 * Math.log(hz) / Math.log(2);
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
