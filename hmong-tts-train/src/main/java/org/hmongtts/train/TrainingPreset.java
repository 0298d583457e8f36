package org.hmongtts.train;

import java.time.Duration;

/**
 * Settings that suit an amount of speech; each can be overridden. How they were found is in {@code
 * docs/training.md}.
 */
public enum TrainingPreset {
  /** Up to a quarter of an hour. */
  MINUTES(32, 64, 1e-3, 1, 14, 4, 10, 8, 0.667, 0.3),
  /** Up to two hours. */
  HOUR(32, 64, 5e-4, 1, 8, 8, 20, 2, 0.25, 0.4),
  /** More. */
  HOURS(64, 64, 2e-4, 1, 3, 16, 50, 1, 0.05, 0.6);

  private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
  private static final Duration TWO_HOURS = Duration.ofHours(2);

  private final int rank;
  private final double alpha;
  private final double learningRate;
  private final double loraPlusRatio;
  private final int epochs;
  private final int batchSize;
  private final int warmupSteps;
  private final int versions;
  private final double rehearsalShare;
  private final double temperature;

  TrainingPreset(
      int rank,
      double alpha,
      double learningRate,
      double loraPlusRatio,
      int epochs,
      int batchSize,
      int warmupSteps,
      int versions,
      double rehearsalShare,
      double temperature) {
    this.rank = rank;
    this.alpha = alpha;
    this.learningRate = learningRate;
    this.loraPlusRatio = loraPlusRatio;
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.warmupSteps = warmupSteps;
    this.versions = versions;
    this.rehearsalShare = rehearsalShare;
    this.temperature = temperature;
  }

  /** The preset for this much speech. */
  public static TrainingPreset of(Duration speech) {
    return speech.compareTo(QUARTER_HOUR) <= 0
        ? MINUTES
        : speech.compareTo(TWO_HOURS) <= 0 ? HOUR : HOURS;
  }

  /** The rank of A and B. */
  public int rank() {
    return rank;
  }

  /** LoRA's alpha. */
  public double alpha() {
    return alpha;
  }

  /** The highest learning rate. */
  public double learningRate() {
    return learningRate;
  }

  /** How many times A's learning rate B's is (LoRA+); 1 for the same. */
  public double loraPlusRatio() {
    return loraPlusRatio;
  }

  /** Passes over the data. */
  public int epochs() {
    return epochs;
  }

  /** Clips of a step. */
  public int batchSize() {
    return batchSize;
  }

  /** Steps in which the learning rate rises. */
  public int warmupSteps() {
    return warmupSteps;
  }

  /** Versions of each clip; see {@link LoraTrainer.Builder#versions}. */
  public int versions() {
    return versions;
  }

  /** Sentences of the base's own voices mixed in for each clip. */
  public double rehearsalShare() {
    return rehearsalShare;
  }

  /** The temperature of sampling to speak with: the less data, the more is noise in the rest. */
  public double temperature() {
    return temperature;
  }
}
