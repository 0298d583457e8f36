package org.hmongtts.runtime;

import java.util.BitSet;

/** An attempt at a job that is being generated. */
class Utterance {

  final int job;
  final int attempt; // 0 is the first
  final BitSet seen = new BitSet(); // token ids of prompt and output
  private final LoopDetector loops = new LoopDetector();
  private int frames;

  /**
   * @param prompt token ids
   */
  Utterance(int job, int attempt, int[] prompt) {
    this.job = job;
    this.attempt = attempt;
    for (int token : prompt) {
      seen.set(token);
    }
  }

  /** Frames generated so far. */
  int frames() {
    return frames;
  }

  /** Takes the next frame; true when the speech loops. */
  boolean loops(int[] frame) {
    frames++;
    return loops.loops(frame);
  }
}
