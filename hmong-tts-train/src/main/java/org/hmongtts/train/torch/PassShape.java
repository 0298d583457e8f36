package org.hmongtts.train.torch;

/**
 * The sizes that a recorded pass was made for. Batches are filled up to one of a few, so that a
 * recording serves many: eight sizes from one power of two to the next.
 *
 * @param tokens of all sequences, those that fill up included
 * @param sequences with the one that fills up
 * @param longest no sequence is longer
 */
record PassShape(int tokens, int sequences, int longest) {

  private static final int LEAST_STEP = 64;
  private static final int STEPS_PER_OCTAVE = 8;
  private static final int LONGEST_STEP = 512;

  /** The shape that a batch is filled up to: at least by a token, which makes a sequence. */
  static PassShape of(PackedBatch batch) {
    int tokens = batch.ids().length;
    int step = Math.max(LEAST_STEP, Integer.highestOneBit(tokens) / STEPS_PER_OCTAVE);
    int filled = up(tokens + 1, step);
    int longest = Math.max(batch.packing().longest(), filled - tokens);
    return new PassShape(filled, batch.packing().lengths().size() + 1, up(longest, LONGEST_STEP));
  }

  private static int up(int value, int step) {
    return (value + step - 1) / step * step;
  }
}
