package org.hmongtts.runtime;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Draws tokens as {@link Sampling} says. Holds the random numbers of one sequence; one thread.
 * Scores may be a part of the vocabulary, starting at {@code firstToken}.
 */
final class Sampler {

  private final Sampling sampling;
  private final SplittableRandom random;

  Sampler(Sampling sampling, long seed) {
    this.sampling = sampling;
    this.random = new SplittableRandom(seed);
  }

  /**
   * @param scores logits; changed in place
   * @param firstToken token id of the first score
   * @param seen token ids of prompt and output so far
   * @return a token id
   */
  int draw(float[] scores, int firstToken, BitSet seen) {
    penalize(scores, firstToken, seen);
    if (sampling.temperature() == 0) {
      return firstToken + indexOfLargest(scores);
    }
    filter(scores);
    double left = random.nextDouble() * Arrays.stream(toProbabilities(scores)).sum();
    int last = -1;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > 0) {
        last = i;
        left -= scores[i];
        if (left < 0) {
          break;
        }
      }
    }
    return firstToken + last;
  }

  /** The probabilities that {@link #draw} draws from. */
  float[] probabilities(float[] logits, BitSet seen) {
    float[] scores = logits.clone();
    penalize(scores, 0, seen);
    filter(scores);
    double[] exact = toProbabilities(scores);
    float[] rounded = new float[exact.length];
    for (int i = 0; i < exact.length; i++) {
      rounded[i] = (float) exact[i];
    }
    return rounded;
  }

  private void penalize(float[] scores, int firstToken, BitSet seen) {
    float penalty = (float) sampling.repetitionPenalty();
    if (penalty == 1) {
      return;
    }
    int end = firstToken + scores.length;
    for (int t = seen.nextSetBit(firstToken); t >= 0 && t < end; t = seen.nextSetBit(t + 1)) {
      int i = t - firstToken;
      scores[i] = scores[i] > 0 ? scores[i] / penalty : scores[i] * penalty;
    }
  }

  /** Divides by the temperature and sets what top-k, top-p and min-p drop to −∞. */
  private void filter(float[] scores) {
    float temperature = (float) sampling.temperature();
    if (temperature > 0 && temperature != 1) {
      for (int i = 0; i < scores.length; i++) {
        scores[i] /= temperature;
      }
    }
    if (sampling.topK() > 0 && sampling.topK() < scores.length) {
      float[] sorted = scores.clone();
      Arrays.sort(sorted);
      drop(scores, sorted[sorted.length - sampling.topK()]);
    }
    if (sampling.topP() < 1) {
      drop(scores, topPThreshold(scores));
    }
    if (sampling.minP() > 0) {
      // prob < minP · max prob, in logits
      drop(scores, scores[indexOfLargest(scores)] + (float) Math.log(sampling.minP()));
    }
  }

  /** The lowest score among the fewest most likely tokens that together reach top-p. */
  private float topPThreshold(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    float largest = sorted[sorted.length - 1];
    double total = 0;
    for (float score : sorted) {
      total += Math.exp(score - largest);
    }
    // From the small end, tokens fall away while what has fallen stays within 1 - p.
    double fallen = 0;
    for (int i = 0; i < sorted.length - 1; i++) {
      fallen += Math.exp(sorted[i] - largest) / total;
      if (fallen > 1 - sampling.topP()) {
        return sorted[i];
      }
    }
    return largest;
  }

  private static void drop(float[] scores, float below) {
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] < below) {
        scores[i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private static int indexOfLargest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  /** Softmax, written back into the scores as well. */
  private static double[] toProbabilities(float[] scores) {
    float largest = scores[indexOfLargest(scores)];
    double[] exact = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      exact[i] = Math.exp(scores[i] - largest);
      sum += exact[i];
    }
    for (int i = 0; i < scores.length; i++) {
      exact[i] /= sum;
      scores[i] = (float) exact[i];
    }
    return exact;
  }
}
