package org.hmongtts.runtime;

/**
 * One utterance to generate.
 *
 * @param prompt token ids, not empty
 * @param sampling how tokens are drawn
 * @param seed of the draws; a retry continues from another one derived from it
 * @param maxFrames hard limit
 * @param retries how often a loop or a runaway may be tried again
 */
public record GenerationJob(
    int[] prompt, Sampling sampling, long seed, int maxFrames, int retries) {

  public GenerationJob {
    if (maxFrames < 1) {
      throw new IllegalArgumentException("maxFrames must be 1 or more, got " + maxFrames);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("retries must be 0 or more, got " + retries);
    }
  }

  /** The seed of one attempt: the first uses the job's own. */
  long seedOf(int attempt) {
    // The golden ratio's fraction in 64 bits (Steele et al. 2014) keeps attempts apart.
    return seed + attempt * 0x9E3779B97F4A7C15L;
  }
}
