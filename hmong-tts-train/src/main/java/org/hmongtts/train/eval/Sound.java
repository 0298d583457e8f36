package org.hmongtts.train.eval;

/** The kinds of sound that speech frames can be told apart into without knowing the speaker. */
enum Sound {
  /** Nothing, between phrases or while a stop is closed. */
  SILENCE(0, 0),
  /** A burst, aspiration or a fricative. */
  NOISE(1, 0.5),
  /** A voiced consonant: nasal, lateral, glide. */
  MURMUR(1, 0.5),
  /** A rime; it may glide from one vowel to another, so it is modelled in three parts. */
  VOWEL(3, 0.35);

  private final int parts;
  private final double logDurationSpread;

  Sound(int parts, double logDurationSpread) {
    this.parts = parts;
    this.logDurationSpread = logDurationSpread;
  }

  /** Into how many equally long parts such a stretch is divided to compare it with others. */
  int parts() {
    return Math.max(1, parts);
  }

  /** Expected standard deviation of the logarithm of its length; 0 where any length may be. */
  double logDurationSpread() {
    return logDurationSpread;
  }

  /**
   * How well a frame fits, as a log-likelihood: normal densities around the levels in dB that this
   * kind of sound has in three bands, read off spectrograms. Only the start of an alignment depends
   * on them.
   */
  double fit(SpeechFrames frames, int t) {
    double low = frames.low(t);
    double middle = frames.middle(t);
    double high = frames.high(t);
    return switch (this) {
      case SILENCE ->
          normal(Math.max(-60, frames.energy(t)), -60, 10)
              + normal(Math.max(-60, low), -60, 10)
              + normal(Math.max(-60, high), -60, 10);
      case NOISE -> normal(low, -32, 8) + normal(middle, -22, 9) + normal(high, -15, 9);
      case MURMUR -> normal(low, -3, 5) + normal(middle, -22, 7) + normal(high, -38, 9);
      case VOWEL -> normal(low, -2, 5) + normal(middle, -6, 6) + normal(high, -24, 9);
    };
  }

  private static double normal(double value, double mean, double spread) {
    return -0.5 * Math.pow((value - mean) / spread, 2) - Math.log(spread);
  }
}
