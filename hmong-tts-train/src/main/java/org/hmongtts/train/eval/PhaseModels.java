package org.hmongtts.train.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How each phase sounds and how long it lasts in a set of recordings, learned from an alignment of
 * that set: a normal density with independent components for every part of every phase. Phases that
 * are rare lean on all those of the same kind of sound.
 */
final class PhaseModels {

  /** Weight of the kind's mean, in frames, for a phase with fewer than {@link #ENOUGH} of them. */
  private static final double PRIOR_FRAMES = 8;

  private static final int ENOUGH = 40;

  /** Weight of the common variance, in frames. */
  private static final double VARIANCE_PRIOR_FRAMES = 20;

  /** Added to the common variance: what differs less than this is not a difference. */
  private static final double VARIANCE_FLOOR = 2;

  /** Weight of the kind's mean length, in occurrences. */
  private static final double LENGTH_PRIOR = 5;

  private static final double LEAST_LENGTH_SPREAD = 0.25;

  /** One part of a phase. */
  private record Key(String symbol, Sound sound, int part) {}

  /** Log-likelihood of a kind of sound that was nowhere in the set. */
  private static final double UNHEARD = -100;

  private final Map<Key, NormalDensity> densities = new HashMap<>();
  private final Map<Sound, NormalDensity> kinds = new HashMap<>();
  private final Map<String, MeanAndSpread> logLengths = new HashMap<>();

  /** An alignment so far. */
  record Aligned(SpokenText text, SpeechFrames frames, List<Span> spans) {}

  static PhaseModels learn(List<Aligned> set) {
    PhaseModels models = new PhaseModels();
    models.learnDensities(set);
    models.learnLengths(set);
    return models;
  }

  private void learnDensities(List<Aligned> set) {
    Map<Key, List<double[]>> vectors = new HashMap<>();
    for (Aligned one : set) {
      for (int k = 0; k < one.spans().size(); k++) {
        Phase phase = one.text().phases().get(k);
        int parts = phase.sound().parts();
        for (int part = 0; part < parts; part++) {
          Span span = one.spans().get(k).part(part, parts);
          List<double[]> sample =
              vectors.computeIfAbsent(
                  new Key(phase.symbol(), phase.sound(), part), key -> new ArrayList<>());
          for (int t = span.from(); t < span.to(); t++) {
            sample.add(one.frames().vector(t));
          }
        }
      }
    }
    vectors.values().removeIf(List::isEmpty);
    Map<Sound, List<double[]>> ofKind = new HashMap<>();
    vectors.forEach(
        (key, sample) ->
            ofKind.computeIfAbsent(key.sound(), sound -> new ArrayList<>()).addAll(sample));
    double[] common = commonVariance(vectors);
    ofKind.forEach(
        (sound, sample) ->
            kinds.put(
                sound,
                NormalDensity.of(
                    sample, NormalDensity.mean(sample), 0, common, VARIANCE_PRIOR_FRAMES)));
    vectors.forEach(
        (key, sample) ->
            densities.put(
                key,
                NormalDensity.of(
                    sample,
                    kinds.get(key.sound()).mean(),
                    sample.size() < ENOUGH ? PRIOR_FRAMES : 0,
                    common,
                    VARIANCE_PRIOR_FRAMES)));
  }

  private static double[] commonVariance(Map<Key, List<double[]>> vectors) {
    double[] sum = new double[SpeechFrames.DIMENSIONS];
    int count = 0;
    for (List<double[]> sample : vectors.values()) {
      double[] mean = NormalDensity.mean(sample);
      for (double[] vector : sample) {
        for (int i = 0; i < sum.length; i++) {
          sum[i] += Math.pow(vector[i] - mean[i], 2);
        }
      }
      count += sample.size();
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] = sum[i] / count + VARIANCE_FLOOR;
    }
    return sum;
  }

  private void learnLengths(List<Aligned> set) {
    Map<Sound, List<Double>> ofKind = new HashMap<>();
    Map<String, List<Double>> ofSymbol = new HashMap<>();
    Map<String, Sound> kinds = new HashMap<>();
    for (Aligned one : set) {
      for (int k = 0; k < one.spans().size(); k++) {
        Phase phase = one.text().phases().get(k);
        kinds.put(phase.symbol(), phase.sound());
        if (one.spans().get(k).frames() > 0) {
          double logLength = Math.log(1000 * one.spans().get(k).seconds());
          ofKind.computeIfAbsent(phase.sound(), s -> new ArrayList<>()).add(logLength);
          ofSymbol.computeIfAbsent(phase.symbol(), s -> new ArrayList<>()).add(logLength);
        }
      }
    }
    ofSymbol.forEach(
        (symbol, lengths) -> {
          MeanAndSpread kind = MeanAndSpread.of(ofKind.get(kinds.get(symbol)));
          double sum = lengths.stream().mapToDouble(Double::doubleValue).sum();
          double mean = (sum + LENGTH_PRIOR * kind.mean()) / (lengths.size() + LENGTH_PRIOR);
          logLengths.put(
              symbol, new MeanAndSpread(mean, Math.max(LEAST_LENGTH_SPREAD, kind.spread())));
        });
  }

  /** Log-likelihood of a frame's vector. */
  double fit(Phase phase, int part, double[] vector) {
    NormalDensity density =
        densities.getOrDefault(
            new Key(phase.symbol(), phase.sound(), part), kinds.get(phase.sound()));
    return density == null ? UNHEARD : density.log(vector);
  }

  /** Mean and spread of the logarithm of the length in milliseconds. */
  MeanAndSpread logLength(Phase phase) {
    return logLengths.getOrDefault(
        phase.symbol(),
        new MeanAndSpread(Math.log(phase.typicalMs()), phase.sound().logDurationSpread()));
  }
}
