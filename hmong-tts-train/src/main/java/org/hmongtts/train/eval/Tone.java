package org.hmongtts.train.eval;

/** placeholder until org.hmongtts.text lands */
public enum Tone {
  HIGH("b", 1.07, 0.91, 0.98, 1.27, 1.65, 2.00, 2.29, 2.49, 2.58, 2.58, 2.56),
  HIGH_FALLING("j", 4.21, 4.08, 3.93, 3.74, 3.50, 3.22, 2.93, 2.65, 2.39, 2.12, 1.86),
  RISING("v", -1.03, -2.14, -2.74, -2.90, -2.85, -2.70, -2.51, -2.28, -2.03, -1.84, -1.67),
  MID("", 0.29, 0.23, 0.17, 0.11, 0.04, -0.02, -0.08, -0.14, -0.20, -0.26, -0.32),
  LOW("s", -0.04, -0.43, -0.79, -1.07, -1.27, -1.40, -1.49, -1.56, -1.63, -1.71, -1.79),
  BREATHY("g", 2.43, 2.64, 2.64, 2.49, 2.27, 2.02, 1.74, 1.49, 1.31, 1.19, 1.07),
  CREAKY("m", 0.21, -0.69, -1.57, -2.35, -2.97, -3.45, -3.81, -4.02, -4.01, -3.82, -3.59),
  LOW_RISING("d", -0.21, -1.78, -2.59, -2.72, -2.53, -2.27, -1.84, -1.39, -1.02, -0.76, -0.53);
  private final String rpa;
  private final double[] semitones;

  Tone(String rpa, double... semitones) {
    this.rpa = rpa;
    this.semitones = semitones;
  }

  String rpa() {
    return rpa;
  }

  float semitonesAt(float position) {
    float point = position * 10;
    int left = Math.min((int) point, 9);
    return (float) (semitones[left] + (point - left) * (semitones[left + 1] - semitones[left]));
  }

  static Tone ofLetter(String letter) {
    for (Tone t : values()) if (t.rpa.equals(letter)) return t;
    throw new IllegalArgumentException(letter);
  }
}
