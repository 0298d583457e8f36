package org.hmongtts.train;

import java.nio.file.Path;
import java.time.Duration;
import org.hmongtts.train.eval.EvaluationReport;

/** Something that happened during training. */
public sealed interface TrainingEvent {

  /** Optimiser steps done so far. */
  int step();

  /**
   * Training begins, or goes on from a checkpoint.
   *
   * @param step steps done already: 0, or more when resumed
   */
  record Started(int step, TrainingPlan plan) implements TrainingEvent {}

  /**
   * An optimiser step is done.
   *
   * @param steps steps in all
   * @param epoch passes over the data so far, with a fraction
   * @param loss mean cross-entropy of this step's labels, in nats
   * @param gradientNorm before clipping
   * @param learningRate that this step was made with
   * @param tokens tokens of this step, padding never among them
   * @param tokensPerSecond of the last steps, smoothed
   * @param residentBytes resident memory of this process; 0 where the system does not tell
   * @param remaining until the end, at this pace
   */
  record Step(
      int step,
      int steps,
      double epoch,
      double loss,
      double gradientNorm,
      double learningRate,
      long tokens,
      double tokensPerSecond,
      long residentBytes,
      Duration remaining)
      implements TrainingEvent {}

  /**
   * The loss on what is kept out of training was measured.
   *
   * @param best whether it is the lowest so far; its adapter is kept
   */
  record Validated(int step, double loss, boolean best) implements TrainingEvent {}

  /** The adapter has spoken the evaluation's sentences. */
  record Evaluated(int step, EvaluationReport report) implements TrainingEvent {}

  /**
   * A checkpoint to go on from was written.
   *
   * @param folder where
   */
  record Saved(int step, Path folder) implements TrainingEvent {}

  /** Training has ended and the adapter is written. */
  record Finished(int step, TrainingReport report) implements TrainingEvent {}
}
