package org.hmongtts.examples.cli;

import java.util.Optional;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.train.LearningRateSchedule;
import org.hmongtts.train.LoraTrainer;
import org.hmongtts.train.TrainingPreset;
import org.hmongtts.train.torch.BasePrecision;
import picocli.CommandLine.Option;

/** How training runs: steps, learning rate, device, memory. */
final class OptimizerOptions {

  @Option(
      names = "--preset",
      description = "${COMPLETION-CANDIDATES}; default by the amount of speech.")
  private Optional<TrainingPreset> preset;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data; by preset.")
  private Optional<Integer> epochs;

  @Option(names = "--batch-size", paramLabel = "N", description = "Clips of a batch; by preset.")
  private Optional<Integer> batchSize;

  @Option(names = "--accumulation", paramLabel = "N", description = "Batches of a step; default 1.")
  private Optional<Integer> accumulation;

  @Option(names = "--learning-rate", paramLabel = "X", description = "The highest; by preset.")
  private Optional<Double> learningRate;

  @Option(
      names = "--lora-plus-ratio",
      paramLabel = "X",
      description = "Times A's learning rate that B's is (LoRA+); by preset.")
  private Optional<Double> loraPlusRatio;

  @Option(names = "--schedule", description = "${COMPLETION-CANDIDATES}; default LINEAR.")
  private Optional<LearningRateSchedule> schedule;

  @Option(names = "--warmup-steps", paramLabel = "N", description = "Steps; by preset.")
  private Optional<Integer> warmupSteps;

  @Option(names = "--weight-decay", paramLabel = "X", description = "AdamW's; default 0.01.")
  private Optional<Double> weightDecay;

  @Option(
      names = "--max-gradient-norm",
      paramLabel = "X",
      description = "The norm that gradients are cut to; default 1.")
  private Optional<Double> maxGradientNorm;

  @Option(
      names = "--rehearsal-share",
      paramLabel = "X",
      description = "Sentences of the base's voices for each clip, against forgetting; by preset.")
  private Optional<Double> rehearsalShare;

  @Option(
      names = "--versions",
      paramLabel = "N",
      description = "Versions of each clip, moved against the codec's frames; by preset.")
  private Optional<Integer> versions;

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "Of sampling, that the adapter advises to speak with; by preset.")
  private Optional<Double> temperature;

  @Option(names = "--seed", paramLabel = "N", description = "Of all that is random; default 0.")
  private Optional<Long> seed;

  @Option(
      names = "--provider",
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "cpu, cuda or cuda:1; default ${DEFAULT-VALUE}.")
  private ExecutionProvider provider;

  @Option(names = "--threads", paramLabel = "N", description = "A sequence each; default all.")
  private Optional<Integer> threads;

  @Option(
      names = "--base-precision",
      description = "How the base is held: ${COMPLETION-CANDIDATES}; default F32.")
  private Optional<BasePrecision> basePrecision;

  @Option(
      names = "--flash-attention",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Attention without its scores in memory; on unless --no-flash-attention.")
  private boolean flashAttention;

  @Option(
      names = "--memory-budget-bytes",
      paramLabel = "N",
      description = "Memory that training may take; default most of what is free.")
  private Optional<Long> memoryBudgetBytes;

  ExecutionProvider provider() {
    return provider;
  }

  void applyTo(LoraTrainer.Builder trainer) {
    preset.ifPresent(trainer::preset);
    epochs.ifPresent(trainer::epochs);
    batchSize.ifPresent(trainer::batchSize);
    accumulation.ifPresent(trainer::accumulation);
    learningRate.ifPresent(trainer::learningRate);
    loraPlusRatio.ifPresent(trainer::loraPlusRatio);
    schedule.ifPresent(trainer::schedule);
    warmupSteps.ifPresent(trainer::warmupSteps);
    weightDecay.ifPresent(trainer::weightDecay);
    maxGradientNorm.ifPresent(trainer::maxGradientNorm);
    versions.ifPresent(trainer::versions);
    temperature.ifPresent(trainer::temperature);
    rehearsalShare.ifPresent(trainer::rehearsalShare);
    seed.ifPresent(trainer::seed);
    trainer.provider(provider);
    threads.ifPresent(trainer::threads);
    basePrecision.ifPresent(trainer::basePrecision);
    trainer.flashAttention(flashAttention);
    memoryBudgetBytes.ifPresent(trainer::memoryBudgetBytes);
  }
}
