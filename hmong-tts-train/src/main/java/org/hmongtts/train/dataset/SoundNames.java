package org.hmongtts.train.dataset;

import org.hmongtts.text.Onset;
import org.hmongtts.text.Tone;

/** Sounds as people write them, also those that have no letter. */
final class SoundNames {

  private SoundNames() {}

  static String of(Tone tone) {
    return tone == Tone.MID ? "none" : "-" + tone.rpa();
  }

  static String of(Onset onset) {
    return onset == Onset.NONE ? "∅" : onset.rpa();
  }
}
