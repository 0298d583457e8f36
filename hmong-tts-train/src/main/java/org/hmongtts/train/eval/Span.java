package org.hmongtts.train.eval;

/** Frames {@code from} (inclusive) to {@code to} (exclusive). */
record Span(int from, int to) {

  int frames() {
    return to - from;
  }

  double seconds() {
    return frames() * SpeechFrames.HOP_SECONDS;
  }

  /** One of several parts of equal length, as near as whole frames allow. */
  Span part(int index, int of) {
    return new Span(from + frames() * index / of, from + frames() * (index + 1) / of);
  }
}
