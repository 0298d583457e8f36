package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.List;

/**
 * The best way through the pitch candidates of successive frames. Not thread-safe. The weights are
 * those of Boersma 1993 but for two: the silence threshold is the 0.03 of the Praat program, and
 * the voicing threshold 0.35 instead of 0.45, so that steep falls into creak count as voiced.
 */
final class PitchPath {

  private static final double VOICING_THRESHOLD = 0.35;
  private static final double SILENCE_THRESHOLD = 0.03;
  private static final double OCTAVE_COST = 0.01;
  private static final double OCTAVE_JUMP_COST = 0.35;
  private static final double VOICING_CHANGE_COST = 0.14;

  /** The hop for which the two costs of a transition are given. */
  private static final double REFERENCE_HOP_SECONDS = 0.01;

  private final PitchRange range;
  private final double hopFactor;
  private final List<double[]> logHz = new ArrayList<>();
  private final List<double[]> hz = new ArrayList<>();
  private final List<int[]> from = new ArrayList<>();
  private double[] score = {};

  PitchPath(PitchRange range, double hopSeconds) {
    this.range = range;
    this.hopFactor = REFERENCE_HOP_SECONDS / hopSeconds;
  }

  /** What a candidate gains by being high: of two equal peaks the higher frequency is meant. */
  static double octaveBonus(double hz, PitchRange range) {
    return OCTAVE_COST * log2(hz / range.lowestHz());
  }

  /** Adds the next frame; its state 0 is "unvoiced". */
  void add(PitchCandidates.Frame frame) {
    int states = frame.hz().length + 1;
    double[] frequency = new double[states];
    double[] logFrequency = new double[states];
    double[] reached = new double[states];
    int[] cameFrom = new int[states];
    reached[0] =
        VOICING_THRESHOLD
            + Math.max(0, 2 - frame.relativePeak() / SILENCE_THRESHOLD / (1 + VOICING_THRESHOLD));
    for (int i = 1; i < states; i++) {
      frequency[i] = frame.hz()[i - 1];
      logFrequency[i] = log2(frequency[i]);
      reached[i] = frame.strength()[i - 1] + octaveBonus(frequency[i], range);
    }
    if (!hz.isEmpty()) {
      double[] previous = logHz.get(logHz.size() - 1);
      for (int to = 0; to < states; to++) {
        double best = Double.NEGATIVE_INFINITY;
        for (int state = 0; state < previous.length; state++) {
          double arriving = score[state] - cost(state, previous[state], to, logFrequency[to]);
          if (arriving > best) {
            best = arriving;
            cameFrom[to] = state;
          }
        }
        reached[to] += best;
      }
    }
    hz.add(frequency);
    logHz.add(logFrequency);
    from.add(cameFrom);
    score = reached;
  }

  private double cost(int from, double fromLogHz, int to, double toLogHz) {
    if (from == 0 && to == 0) {
      return 0;
    }
    return hopFactor
        * (from == 0 || to == 0
            ? VOICING_CHANGE_COST
            : OCTAVE_JUMP_COST * Math.abs(fromLogHz - toLogHz));
  }

  /** The frequency of every frame added, 0 where unvoiced. */
  double[] best() {
    double[] best = new double[hz.size()];
    int state = 0;
    for (int i = 1; i < score.length; i++) {
      state = score[i] > score[state] ? i : state;
    }
    for (int frame = best.length - 1; frame >= 0; frame--) {
      best[frame] = hz.get(frame)[state];
      state = from.get(frame)[state];
    }
    return best;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
