package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Notices that speech has run into a loop: the last frames repeat a short pattern exactly. Sampled
 * codes never do so by chance for long, not even in silence; a model that is lost does.
 */
final class LoopDetector {

  /** Patterns of up to this many frames are looked for. */
  private static final int LONGEST_PERIOD = 8;

  /** A pattern must fill at least this many frames: a second at Orpheus' 11.7 frames a second. */
  private static final int LEAST_FRAMES = 12;

  /** And come at least this often. */
  private static final int LEAST_TIMES = 4;

  private final List<int[]> frames = new ArrayList<>();
  private final int[] runs = new int[LONGEST_PERIOD + 1]; // frames equal to the one a period before

  /** Takes the next frame; true when the speech loops. */
  boolean loops(int[] frame) {
    boolean found = false;
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int before = frames.size() - period;
      boolean equal = before >= 0 && Arrays.equals(frames.get(before), frame);
      runs[period] = equal ? runs[period] + 1 : 0;
      int filled = runs[period] + period;
      found |= equal && filled >= Math.max(LEAST_FRAMES, period * LEAST_TIMES);
    }
    frames.add(frame);
    return found;
  }
}
