package org.hmongtts.train.dataset;

/** How loud every clip is made. Levels are in dB from full scale, -60..0. */
public sealed interface Level {

  /** The level wanted. */
  double decibels();

  /**
   * The mean power of the speech, pauses left out. A clip whose peaks would come above -1 dB stays
   * that much quieter; nothing is clipped.
   */
  record Speech(double decibels) implements Level {
    public Speech {
      requireLevel(decibels);
    }
  }

  /** The largest sample. */
  record Peak(double decibels) implements Level {
    public Peak {
      requireLevel(decibels);
    }
  }

  private static void requireLevel(double decibels) {
    if (!(decibels >= -60 && decibels <= 0)) {
      throw new IllegalArgumentException(
          "a level must be in -60..0 dB from full scale, got "
              + decibels
              + "; -23 suits speech, -3 its peaks");
    }
  }
}
