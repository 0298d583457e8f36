package org.hmongtts.train.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sequences for one pass, end to end.
 *
 * @param ids token ids of all sequences
 * @param packing where they begin and end
 * @param places the tokens whose successor is to be predicted, among all
 * @param labels the successor of each
 * @param weights the factor of each prediction's loss
 */
public record PackedBatch(
    long[] ids, Packing packing, long[] places, long[] labels, float[] weights) {

  /**
   * One sequence to train on.
   *
   * @param ids its tokens
   * @param labels whether each token is to be predicted; the first never is
   * @param weight the factor on the loss of each of its labels
   */
  public record Sequence(int[] ids, boolean[] labels, double weight) {

    public Sequence {
      if (ids.length < 1 || ids.length != labels.length) {
        throw new IllegalArgumentException(
            ids.length + " tokens with " + labels.length + " labels; expected as many, at least 1");
      }
    }

    /** How many of its tokens are predicted. */
    public int labelCount() {
      int count = 0;
      for (int i = 1; i < labels.length; i++) {
        count += labels[i] ? 1 : 0;
      }
      return count;
    }
  }

  /** Packs sequences in their order. */
  public static PackedBatch of(List<Sequence> sequences) {
    int tokens = sequences.stream().mapToInt(sequence -> sequence.ids().length).sum();
    int count = sequences.stream().mapToInt(Sequence::labelCount).sum();
    long[] ids = new long[tokens];
    long[] places = new long[count];
    long[] labels = new long[count];
    float[] weights = new float[count];
    List<Integer> lengths = new ArrayList<>();
    int token = 0;
    int label = 0;
    for (Sequence sequence : sequences) {
      lengths.add(sequence.ids().length);
      for (int i = 0; i < sequence.ids().length; i++, token++) {
        ids[token] = sequence.ids()[i];
        if (i > 0 && sequence.labels()[i]) {
          places[label] = token - 1L;
          labels[label] = ids[token];
          weights[label++] = (float) sequence.weight();
        }
      }
    }
    return new PackedBatch(ids, new Packing(lengths), places, labels, weights);
  }

  /**
   * The same batch and one sequence more, which nothing is learnt from; every token has a label
   * then, most of those that fill up have no weight.
   *
   * @param tokens how many there are to be, at least one more than now
   */
  PackedBatch filled(int tokens) {
    List<Integer> lengths = new ArrayList<>(packing.lengths());
    lengths.add(tokens - ids.length);
    return new PackedBatch(
        Arrays.copyOf(ids, tokens),
        new Packing(lengths),
        Arrays.copyOf(places, tokens),
        Arrays.copyOf(labels, tokens),
        Arrays.copyOf(weights, tokens));
  }
}
