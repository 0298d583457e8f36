package org.hmongtts.train.eval;

/**
 * A stretch of speech in which the sound stays of one kind, as the text lets expect it. Times are
 * in milliseconds.
 *
 * @param symbol which stretches sound alike, such as {@code F:tx} or {@code V:ua}
 * @param sound what kind of sound it is
 * @param typicalMs usual length, a first guess
 * @param shortestMs least length
 * @param longestMs greatest length
 */
record Phase(String symbol, Sound sound, int typicalMs, int shortestMs, int longestMs) {

  /** Silence has one symbol wherever it stands; only its lengths differ. */
  static final String SILENCE = "";

  static final double FRAME_MS = 1000 * SpeechFrames.HOP_SECONDS;

  static Phase silence(int typicalMs, int longestMs) {
    return new Phase(SILENCE, Sound.SILENCE, typicalMs, 0, longestMs);
  }

  static Phase noise(String letters, int typicalMs, int shortestMs) {
    return new Phase("F:" + letters, Sound.NOISE, typicalMs, shortestMs, 250);
  }

  static Phase murmur(String letters, int typicalMs, int shortestMs) {
    return new Phase("M:" + letters, Sound.MURMUR, typicalMs, shortestMs, 220);
  }

  static Phase vowel(String letters) {
    return new Phase("V:" + letters, Sound.VOWEL, 200, 60, 500);
  }

  int fewestFrames() {
    return (int) Math.ceil(shortestMs / FRAME_MS);
  }

  int mostFrames() {
    return (int) (longestMs / FRAME_MS);
  }
}
