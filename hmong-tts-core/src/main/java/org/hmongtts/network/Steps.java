package org.hmongtts.network;

/**
 * A run of steps of a sequence.
 *
 * @param from the first
 * @param to the one after the last
 */
public record Steps(int from, int to) {

  public int count() {
    return to - from;
  }

  /** The part of this inside of another, empty if there is none. */
  public Steps within(Steps other) {
    int start = Math.max(from, other.from);
    return new Steps(start, Math.max(start, Math.min(to, other.to)));
  }

  /** The same run on a grid {@code factor} times as fine. */
  public Steps times(int factor) {
    return new Steps(Math.multiplyExact(from, factor), Math.multiplyExact(to, factor));
  }

  /** The shortest run of whole units that holds this one. */
  Steps inUnitsOf(int size) {
    return new Steps(Math.floorDiv(from, size), -Math.floorDiv(-to, size));
  }

  /** The same run counted from another step. */
  public Steps countedFrom(int origin) {
    return new Steps(from - origin, to - origin);
  }
}
