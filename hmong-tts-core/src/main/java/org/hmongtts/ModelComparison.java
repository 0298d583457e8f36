package org.hmongtts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.runtime.Generation;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.GenerationListener;
import org.hmongtts.runtime.LanguageModel;

/**
 * How far one model is from another over the codes of some speech.
 *
 * @param codes codes that both scored
 * @param divergence mean Kullback–Leibler divergence of the other's distribution from the first's,
 *     in nats, 0 where they are equal
 * @param agreement share of codes at which both find the same one most likely
 */
public record ModelComparison(long codes, double divergence, double agreement) {

  static ModelComparison of(LanguageModel model, LanguageModel other, List<GenerationJob> jobs) {
    List<List<int[]>> speech = new ArrayList<>();
    jobs.forEach(job -> speech.add(new ArrayList<>()));
    try (Generation generation =
        model.generate(jobs, 1, Optional.empty(), new Collecting(speech))) {
      generation.run();
    }
    long codes = 0;
    long equal = 0;
    double sum = 0;
    for (int i = 0; i < jobs.size(); i++) {
      List<float[]> p = model.logits(jobs.get(i).prompt(), speech.get(i));
      List<float[]> q = other.logits(jobs.get(i).prompt(), speech.get(i));
      for (int code = 0; code < p.size(); code++) {
        sum += divergence(p.get(code), q.get(code));
        equal += largest(p.get(code)) == largest(q.get(code)) ? 1 : 0;
        codes++;
      }
    }
    return new ModelComparison(
        codes, sum / Math.max(1, codes), (double) equal / Math.max(1, codes));
  }

  private record Collecting(List<List<int[]>> speech) implements GenerationListener {
    @Override
    public void frame(int job, int[] codes) {
      speech.get(job).add(codes);
    }

    @Override
    public void restarted(int job) {
      speech.get(job).clear();
    }

    @Override
    public void ended(int job, End end, int attempts) {
      // the frames are all that is wanted
    }
  }

  /** {@code Σ p · (ln p − ln q)} over softmaxed logits. */
  private static double divergence(float[] p, float[] q) {
    double pNorm = logSumExp(p);
    double qNorm = logSumExp(q);
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double logP = p[i] - pNorm;
      sum += Math.exp(logP) * (logP - (q[i] - qNorm));
    }
    return sum;
  }

  private static double logSumExp(float[] scores) {
    float most = scores[largest(scores)];
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - most);
    }
    return most + Math.log(sum);
  }

  private static int largest(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }
}
