package org.hmongtts.train.eval;

import java.util.List;

/** A normal density of vectors with independent components. */
record NormalDensity(double[] mean, double[] variance, double logFactor) {

  /**
   * @param sample at least one vector
   * @param priorMean and how many vectors it counts for
   * @param priorVariance and how many vectors it counts for
   */
  static NormalDensity of(
      List<double[]> sample,
      double[] priorMean,
      double meanWeight,
      double[] priorVariance,
      double varianceWeight) {
    int count = sample.size();
    double[] mean = mean(sample);
    double[] variance = new double[mean.length];
    double logFactor = 0;
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (count * mean[i] + meanWeight * priorMean[i]) / (count + meanWeight);
      double sum = 0;
      for (double[] vector : sample) {
        sum += Math.pow(vector[i] - mean[i], 2);
      }
      variance[i] = (sum + varianceWeight * priorVariance[i]) / (count + varianceWeight);
      logFactor -= 0.5 * Math.log(variance[i]);
    }
    return new NormalDensity(mean, variance, logFactor);
  }

  static double[] mean(List<double[]> sample) {
    double[] mean = new double[sample.get(0).length];
    for (double[] vector : sample) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / sample.size();
      }
    }
    return mean;
  }

  double log(double[] vector) {
    double sum = 0;
    for (int i = 0; i < vector.length; i++) {
      double difference = vector[i] - mean[i];
      sum += difference * difference / variance[i];
    }
    return logFactor - 0.5 * sum;
  }
}
