package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lays a sequence of phases over a recording so that the sum of all scores is the highest. */
final class PhaseSearch {

  private PhaseSearch() {}

  /**
   * The exact optimum, by dynamic programming over phases and their ends.
   *
   * @param phases in order
   * @param frames of the recording
   * @return where each phase lies; together they cover the recording
   * @throws IllegalArgumentException if the recording is too short or too long for the phases
   */
  static List<Span> lay(List<Phase> phases, int frames, PhaseFit fit) {
    double[] best = new double[frames + 1];
    Arrays.fill(best, Double.NEGATIVE_INFINITY);
    best[0] = 0;
    int[][] lengths = new int[phases.size()][];
    Map<Phase, double[][]> sums = new HashMap<>();
    for (int k = 0; k < phases.size(); k++) {
      Phase phase = phases.get(k);
      double[][] ofPhase = sums.computeIfAbsent(phase, p -> sums(p, frames, fit));
      lengths[k] = new int[frames + 1];
      best = extend(best, phase, ofPhase, lengths[k], fit);
      if (k < phases.size() - 1) {
        for (int t = 1; t < frames; t++) {
          best[t] += fit.boundary(t);
        }
      }
    }
    if (best[frames] == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException(
          frames * Phase.FRAME_MS + " ms of sound cannot hold what the text says");
    }
    List<Span> spans = new ArrayList<>();
    int end = frames;
    for (int k = phases.size() - 1; k >= 0; k--) {
      spans.add(new Span(end - lengths[k][end], end));
      end -= lengths[k][end];
    }
    Collections.reverse(spans);
    return spans;
  }

  private static double[] extend(
      double[] before, Phase phase, double[][] sums, int[] length, PhaseFit fit) {
    int frames = before.length - 1;
    double[] after = new double[frames + 1];
    Arrays.fill(after, Double.NEGATIVE_INFINITY);
    int shortest = phase.fewestFrames();
    int longest = Math.min(frames, phase.mostFrames());
    int parts = sums.length;
    for (int frameCount = shortest; frameCount <= longest; frameCount++) {
      double usual = fit.length(phase, frameCount * Phase.FRAME_MS);
      for (int end = frameCount; end <= frames; end++) {
        int from = end - frameCount;
        double score = before[from] + usual;
        if (score == Double.NEGATIVE_INFINITY) {
          continue;
        }
        for (int part = 0; part < parts; part++) {
          int a = from + frameCount * part / parts;
          int b = from + frameCount * (part + 1) / parts;
          score += sums[part][b] - sums[part][a];
        }
        if (score > after[end]) {
          after[end] = score;
          length[end] = frameCount;
        }
      }
    }
    return after;
  }

  /** Running sums, so that any stretch is scored in one subtraction. */
  private static double[][] sums(Phase phase, int frames, PhaseFit fit) {
    double[][] sums = new double[phase.sound().parts()][frames + 1];
    for (int part = 0; part < sums.length; part++) {
      for (int t = 0; t < frames; t++) {
        sums[part][t + 1] = sums[part][t] + fit.frame(phase, part, t);
      }
    }
    return sums;
  }
}
