package org.hmongtts.examples.cli;

import java.util.Optional;
import org.hmongtts.train.LoraTrainer;
import picocli.CommandLine.Option;

/** What is looked at and kept on the way. What is not given is the library's default. */
final class CheckOptions {

  @Option(
      names = "--validation-share",
      paramLabel = "X",
      description = "Share of the clips kept out, 0..0.5; default 0.05 of 20 clips or more.")
  private Optional<Double> validationShare;

  @Option(
      names = "--validate-every",
      paramLabel = "STEPS",
      description = "Between losses of what is kept out; default an epoch.")
  private Optional<Integer> validateEvery;

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      description = "End after so many validations without gain; default 0 for never.")
  private Optional<Integer> earlyStopping;

  @Option(
      names = "--evaluate-every",
      paramLabel = "STEPS",
      description = "Between spoken evaluations; default 0 for none.")
  private Optional<Integer> evaluateEvery;

  @Option(
      names = "--evaluation-sentences",
      paramLabel = "N",
      description = "Sentences that an evaluation speaks; default 10.")
  private Optional<Integer> evaluationSentences;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Between checkpoints; default 50.")
  private Optional<Integer> checkpointEvery;

  @Option(names = "--resume", description = "Go on from the checkpoint beside --out, if any.")
  private boolean resume;

  void applyTo(LoraTrainer.Builder trainer) {
    validationShare.ifPresent(trainer::validationShare);
    validateEvery.ifPresent(trainer::validateEvery);
    earlyStopping.ifPresent(trainer::earlyStopping);
    evaluateEvery.ifPresent(trainer::evaluateEvery);
    evaluationSentences.ifPresent(trainer::evaluationSentences);
    checkpointEvery.ifPresent(trainer::checkpointEvery);
    trainer.resume(resume);
  }
}
