package org.hmongtts.examples.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.adapter.TargetModules;
import org.hmongtts.train.LoraTrainer;
import picocli.CommandLine.Option;

/** The shape of the adapter to be trained. What is not given is the library's default. */
final class AdapterOptions {

  private static final String ALL_LINEAR = "all-linear";

  @Option(names = "--rank", paramLabel = "N", description = "Rank of A and B; by the preset.")
  private Optional<Integer> rank;

  @Option(names = "--alpha", paramLabel = "X", description = "Scale is alpha / rank; 2 * rank.")
  private Optional<Double> alpha;

  @Option(names = "--dropout", paramLabel = "X", description = "Of LoRA's input, 0..1; default 0.")
  private Optional<Double> dropout;

  @Option(
      names = "--target-modules",
      split = ",",
      paramLabel = "NAME",
      description = "Modules to change, or all-linear; default all products of a layer.")
  private List<String> targetModules = List.of();

  @Option(
      names = "--modules-to-save",
      split = ",",
      paramLabel = "NAME",
      description = "Modules to train whole, as lm_head,embed_tokens.")
  private List<String> modulesToSave = List.of();

  @Option(
      names = "--rank-pattern",
      paramLabel = "REGEX=N",
      description = "Another rank for modules whose path ends so; may be repeated.")
  private Map<String, Integer> rankPattern = Map.of();

  @Option(
      names = "--alpha-pattern",
      paramLabel = "REGEX=X",
      description = "Another alpha for modules whose path ends so; may be repeated.")
  private Map<String, Double> alphaPattern = Map.of();

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "N",
      description = "Layers to change, from 0; default all.")
  private List<Integer> layers = List.of();

  @Option(names = "--rank-stabilised", description = "Scale is alpha / sqrt(rank) (rsLoRA).")
  private boolean rankStabilised;

  @Option(names = "--dora", description = "Rows keep a magnitude of their own (DoRA).")
  private boolean dora;

  void applyTo(LoraTrainer.Builder trainer) {
    rank.ifPresent(trainer::rank);
    alpha.ifPresent(trainer::alpha);
    dropout.ifPresent(trainer::dropout);
    if (targetModules.equals(List.of(ALL_LINEAR))) {
      trainer.targetModules(TargetModules.allLinear());
    } else if (!targetModules.isEmpty()) {
      trainer.targetModules(TargetModules.names(targetModules.toArray(String[]::new)));
    }
    trainer.modulesToSave(modulesToSave.toArray(String[]::new));
    rankPattern.forEach(trainer::rankPattern);
    alphaPattern.forEach(trainer::alphaPattern);
    trainer.layers(layers.toArray(Integer[]::new));
    trainer.rankStabilised(rankStabilised);
    trainer.dora(dora);
  }
}
