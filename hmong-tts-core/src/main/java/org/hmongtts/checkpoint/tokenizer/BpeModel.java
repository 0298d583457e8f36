package org.hmongtts.checkpoint.tokenizer;

import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * Byte-pair encoding: the adjacent pair of lowest rank merges first, the leftmost of equals, until
 * none is left. Takes O(n log n) for a piece of n characters.
 *
 * @param unknown the id for a character that is not in the vocabulary; without one it is left out
 * @param fuseUnknown whether neighbouring unknown characters become one id
 * @param ignoreMerges whether a piece that is itself in the vocabulary is taken whole
 */
record BpeModel(
    Map<String, Integer> vocabulary,
    MergeTable merges,
    OptionalInt unknown,
    boolean fuseUnknown,
    boolean ignoreMerges)
    implements TokenModel {

  @Override
  public void encode(String piece, IntConsumer ids) {
    Integer whole = ignoreMerges ? vocabulary.get(piece) : null;
    if (whole != null) {
      ids.accept(whole);
      return;
    }
    merge(firstSymbols(piece), ids);
  }

  private int[] firstSymbols(String piece) {
    int[] symbols = new int[piece.length()];
    int count = 0;
    boolean afterUnknown = false;
    for (int at = 0; at < piece.length(); ) {
      int next = piece.offsetByCodePoints(at, 1);
      Integer id = vocabulary.get(piece.substring(at, next));
      if (id != null) {
        symbols[count++] = id;
      } else if (unknown.isPresent() && !(fuseUnknown && afterUnknown)) {
        symbols[count++] = unknown.getAsInt();
      }
      afterUnknown = id == null;
      at = next;
    }
    return Arrays.copyOf(symbols, count);
  }

  /** Merges in a linked list; {@code symbols[i]} is -1 once it has been merged into another. */
  private void merge(int[] symbols, IntConsumer ids) {
    int count = symbols.length;
    int[] next = new int[count];
    int[] previous = new int[count];
    PriorityQueue<Long> candidates = new PriorityQueue<>();
    for (int i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      offer(candidates, symbols, i, i + 1);
    }
    while (!candidates.isEmpty()) {
      long best = candidates.poll();
      int rank = (int) (best >>> 32);
      int left = (int) best;
      int right = symbols[left] < 0 ? count : next[left];
      if (right >= count || merges.rank(symbols[left], symbols[right]) != rank) {
        continue; // one of the two has merged otherwise since
      }
      symbols[left] = merges.merged(symbols[left], symbols[right]);
      symbols[right] = -1;
      next[left] = next[right];
      if (next[left] < count) {
        previous[next[left]] = left;
      }
      offer(candidates, symbols, left, next[left]);
      if (previous[left] >= 0) {
        offer(candidates, symbols, previous[left], left);
      }
    }
    for (int i = 0; i < count; i = next[i]) {
      ids.accept(symbols[i]);
    }
  }

  private void offer(PriorityQueue<Long> candidates, int[] symbols, int left, int right) {
    if (right < symbols.length) {
      int rank = merges.rank(symbols[left], symbols[right]);
      if (rank != MergeTable.NONE) {
        candidates.add((long) rank << 32 | left);
      }
    }
  }
}
