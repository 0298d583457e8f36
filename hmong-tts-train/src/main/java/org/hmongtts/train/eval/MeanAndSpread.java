package org.hmongtts.train.eval;

import java.util.List;

/** Mean and standard deviation. */
record MeanAndSpread(double mean, double spread) {

  static MeanAndSpread of(List<Double> values) {
    double mean = values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double square = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).average().orElse(0);
    return new MeanAndSpread(mean, Math.sqrt(square));
  }
}
