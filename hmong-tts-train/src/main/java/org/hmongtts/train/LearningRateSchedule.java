package org.hmongtts.train;

/** How the learning rate moves over a run; the curves of transformers' schedulers. */
public enum LearningRateSchedule {
  /** Stays. */
  CONSTANT {
    @Override
    double after(double progress) {
      return 1;
    }
  },
  /** Falls to 0 in a straight line. */
  LINEAR {
    @Override
    double after(double progress) {
      return 1 - progress;
    }
  },
  /** Falls to 0 along half a cosine. */
  COSINE {
    @Override
    double after(double progress) {
      return 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  };

  /**
   * The factor on the learning rate: from 0 in a straight line over the warm-up, then this curve.
   *
   * @param step steps done before this one
   * @param warmup steps of warm-up
   * @param steps of the whole run
   */
  public double factor(int step, int warmup, int steps) {
    if (step < warmup) {
      return (double) step / warmup;
    }
    return after(Math.min(1, (double) (step - warmup) / Math.max(1, steps - warmup)));
  }

  /**
   * @param progress since the warm-up, 0..1
   */
  abstract double after(double progress);
}
