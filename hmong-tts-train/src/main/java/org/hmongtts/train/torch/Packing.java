package org.hmongtts.train.torch;

import java.util.List;

/**
 * Sequences laid end to end without padding. Attention stays inside each of them; positions start
 * again with each.
 *
 * @param lengths tokens of each sequence, in order
 */
public record Packing(List<Integer> lengths) {

  public Packing {
    lengths = List.copyOf(lengths);
    if (lengths.isEmpty() || lengths.stream().anyMatch(length -> length < 1)) {
      throw new IllegalArgumentException("a sequence has no tokens: " + lengths);
    }
  }

  /** Tokens in all. */
  public int tokens() {
    return lengths.stream().mapToInt(Integer::intValue).sum();
  }

  /** The longest sequence. */
  public int longest() {
    return lengths.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /** The place of each sequence's first token, and the one after the last's last. */
  long[] starts() {
    long[] starts = new long[lengths.size() + 1];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = starts[i - 1] + lengths.get(i - 1);
    }
    return starts;
  }

  /** The position of every token in its own sequence. */
  long[] positions() {
    long[] positions = new long[tokens()];
    int i = 0;
    for (int length : lengths) {
      for (int position = 0; position < length; position++) {
        positions[i++] = position;
      }
    }
    return positions;
  }
}
