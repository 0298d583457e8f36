package org.hmongtts.runtime;

/**
 * How a token is drawn from the model's logits, in the order of the Hugging Face reference:
 * repetition penalty, temperature, top-k, top-p, min-p, then a draw from what is left.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keep this many of the most likely tokens (ties kept), 0 for all
 * @param topP keep the fewest most likely tokens that together reach this probability, 1 for all
 * @param minP drop tokens less likely than this share of the most likely one's probability
 * @param repetitionPenalty divides positive and multiplies negative logits of tokens seen before, 1
 *     for none
 */
public record Sampling(
    double temperature, int topK, double topP, double minP, double repetitionPenalty) {

  /** The most likely token at every step. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1);

  public Sampling {
    require(temperature >= 0 && temperature <= 10, "temperature", "0..10", temperature);
    require(topK >= 0, "topK", "0 or more", topK);
    require(topP > 0 && topP <= 1, "topP", "above 0, up to 1", topP);
    require(minP >= 0 && minP < 1, "minP", "0 up to below 1", minP);
    require(
        repetitionPenalty >= 0.1 && repetitionPenalty <= 10,
        "repetitionPenalty",
        "0.1..10",
        repetitionPenalty);
  }

  private static void require(boolean holds, String name, String range, double found) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ", got " + found);
    }
  }

  public Sampling withTemperature(double value) {
    return new Sampling(value, topK, topP, minP, repetitionPenalty);
  }

  public Sampling withTopK(int value) {
    return new Sampling(temperature, value, topP, minP, repetitionPenalty);
  }

  public Sampling withTopP(double value) {
    return new Sampling(temperature, topK, value, minP, repetitionPenalty);
  }

  public Sampling withMinP(double value) {
    return new Sampling(temperature, topK, topP, value, repetitionPenalty);
  }

  public Sampling withRepetitionPenalty(double value) {
    return new Sampling(temperature, topK, topP, minP, value);
  }
}
