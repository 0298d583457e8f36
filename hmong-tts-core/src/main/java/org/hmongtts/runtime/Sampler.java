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
   * Draws a token. Scores beyond {@code codes} (at most one) belong to the stop token.
   *
   * @param scores logits of {@code codes} consecutive tokens; changed in place
   * @param firstToken token id of the first score
   * @param seen token ids of prompt and output so far
   * @return a token id
   */
  int draw(float[] scores, int codes, int firstToken, int stopToken, BitSet seen) {
    penalize(scores, codes, firstToken, seen);
    if (scores.length > codes && seen.get(stopToken)) {
      scores[codes] = penalized(scores[codes]);
    }
    int index =
        sampling.temperature() == 0 ? indexOfLargest(scores) : drawIndex(probabilities(scores));
    return index < codes ? firstToken + index : stopToken;
  }

  /** The probabilities that {@link #draw} draws from, over a whole vocabulary. */
  double[] probabilities(float[] logits, BitSet seen) {
    float[] scores = logits.clone();
    penalize(scores, scores.length, 0, seen);
    return probabilities(scores);
  }

  private int drawIndex(double[] probabilities) {
    double left = random.nextDouble();
    int last = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (probabilities[i] > 0) {
        last = i;
        left -= probabilities[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private void penalize(float[] scores, int codes, int firstToken, BitSet seen) {
    if (sampling.repetitionPenalty() == 1) {
      return;
    }
    int end = firstToken + codes;
    for (int t = seen.nextSetBit(firstToken); t >= 0 && t < end; t = seen.nextSetBit(t + 1)) {
      scores[t - firstToken] = penalized(scores[t - firstToken]);
    }
  }

  private float penalized(float score) {
    float penalty = (float) sampling.repetitionPenalty();
    return score > 0 ? score / penalty : score * penalty;
  }

  /** Temperature, top-k, top-p, min-p, softmax. */
  private double[] probabilities(float[] scores) {
    filter(scores);
    return softmax(scores);
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

  private static double[] softmax(float[] scores) {
    float largest = scores[indexOfLargest(scores)];
    double[] exact = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      exact[i] = scores[i] == Float.NEGATIVE_INFINITY ? 0 : Math.exp(scores[i] - largest);
      sum += exact[i];
    }
    for (int i = 0; i < scores.length; i++) {
      exact[i] /= sum;
    }
    return exact;
  }
}
