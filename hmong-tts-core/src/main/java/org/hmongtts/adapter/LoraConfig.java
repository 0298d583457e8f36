package org.hmongtts.adapter;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shape of an adapter to be trained, with PEFT's meaning of every field.
 *
 * @param rank of A and B, 1..4096
 * @param alpha the change is scaled by {@code alpha / rank}, rank-stabilised by {@code alpha /
 *     √rank}
 * @param dropout share of a module's input left out of LoRA's product in training, 0..1
 * @param targets the modules that it changes
 * @param modulesToSave names of modules that are trained whole
 * @param rankPattern ranks of single modules, by an expression for the end of their path
 * @param alphaPattern alphas of single modules, likewise
 * @param layers numbers of the layers to change; empty for all
 * @param rankStabilised whether {@code alpha / √rank} is the scale (Kalajdzievski 2023)
 * @param dora whether rows keep a magnitude of their own (Liu et al. 2024)
 */
public record LoraConfig(
    int rank,
    double alpha,
    double dropout,
    TargetModules targets,
    List<String> modulesToSave,
    Map<String, Integer> rankPattern,
    Map<String, Double> alphaPattern,
    List<Integer> layers,
    boolean rankStabilised,
    boolean dora) {

  private static final int MAX_RANK = 4096;

  public LoraConfig {
    if (rank < 1 || rank > MAX_RANK) {
      throw new IllegalArgumentException(
          "rank must be in 1.." + MAX_RANK + ", got " + rank + "; 8 to 64 suits minutes to hours");
    }
    if (!(alpha > 0 && alpha <= 1e6)) {
      throw new IllegalArgumentException(
          "alpha must be above 0, got " + alpha + "; once or twice the rank is usual");
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be in 0..1, got " + dropout);
    }
    modulesToSave = List.copyOf(modulesToSave);
    rankPattern = java.util.Collections.unmodifiableMap(new TreeMap<>(rankPattern));
    alphaPattern = java.util.Collections.unmodifiableMap(new TreeMap<>(alphaPattern));
    layers = List.copyOf(layers);
  }

  /** LoRA of this rank on every product of a Llama-style layer. */
  public static LoraConfig of(int rank, double alpha) {
    return new LoraConfig(
        rank,
        alpha,
        0,
        TargetModules.LLAMA,
        List.of(),
        Map.of(),
        Map.of(),
        List.of(),
        false,
        false);
  }
}
