package org.hmongtts.checkpoint.tokenizer;

import java.util.Arrays;

/**
 * Which pairs of tokens merge, in what order, and into what: a hash table over primitive values,
 * because a real vocabulary has several hundred thousand merges.
 */
final class MergeTable {

  static final int NONE = -1;

  private final long[] pairs;
  private final int[] ranks;
  private final int[] merged;
  private final int mask;

  MergeTable(int merges) {
    int slots = Integer.highestOneBit(Math.max(8, merges)) * 4;
    this.pairs = new long[slots];
    this.ranks = new int[slots];
    this.merged = new int[slots];
    this.mask = slots - 1;
    Arrays.fill(ranks, NONE);
  }

  /** A pair that comes twice takes the later rank, as in the reference implementation. */
  void put(int left, int right, int rank, int result) {
    int slot = slot(left, right);
    pairs[slot] = pair(left, right);
    ranks[slot] = rank;
    merged[slot] = result;
  }

  /** The rank of a pair, low ranks first; {@link #NONE} if it never merges. */
  int rank(int left, int right) {
    return ranks[slot(left, right)];
  }

  int merged(int left, int right) {
    return merged[slot(left, right)];
  }

  private int slot(int left, int right) {
    long pair = pair(left, right);
    // Fibonacci hashing: 2^64 divided by the golden ratio spreads neighbouring ids.
    int slot = (int) (pair * 0x9E3779B97F4A7C15L >>> 40) & mask;
    while (ranks[slot] != NONE && pairs[slot] != pair) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | right;
  }
}
