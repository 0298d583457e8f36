package org.hmongtts.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * The sequences of a run. Which of them a step learns from follows from the seed and the number of
 * the step alone.
 *
 * @param train each clip of the data set in its versions, of which an epoch takes one
 * @param rehearsal what the base's own voices say, to be mixed in
 * @param validation kept out of training, its labels weighted so that the sum is a mean
 */
record TrainingData(
    List<List<Sequence>> train, List<Sequence> rehearsal, List<Sequence> validation) {

  TrainingData {
    train = train.stream().map(List::copyOf).toList();
    rehearsal = List.copyOf(rehearsal);
    validation = weighted(validation);
  }

  /** Sequences of one epoch. */
  private int epochSize(TrainingSettings settings) {
    return train.size() + rehearsalPerEpoch(settings);
  }

  private int rehearsalPerEpoch(TrainingSettings settings) {
    return rehearsal.isEmpty() ? 0 : rehearsalCount(settings, train.size());
  }

  /** How many sequences of rehearsal go with an epoch of this many of the data set. */
  static int rehearsalCount(TrainingSettings settings, int clips) {
    return (int) Math.ceil(settings.rehearsalShare() * clips);
  }

  int stepsPerEpoch(TrainingSettings settings) {
    int perStep = settings.batchSize() * settings.accumulation();
    return (epochSize(settings) + perStep - 1) / perStep;
  }

  /** Tokens of one epoch, rehearsal among them. */
  long tokensPerEpoch(TrainingSettings settings) {
    long own = train.stream().mapToLong(versions -> tokens(versions) / versions.size()).sum();
    return rehearsal.isEmpty()
        ? own
        : own + tokens(rehearsal) * rehearsalPerEpoch(settings) / rehearsal.size();
  }

  private static long tokens(List<Sequence> sequences) {
    return sequences.stream().mapToLong(s -> s.ids().length).sum();
  }

  /** Tokens of a step, on average. */
  int tokensPerStep(TrainingSettings settings) {
    return (int) (tokensPerEpoch(settings) / stepsPerEpoch(settings));
  }

  /** Tokens of the longest sequence. */
  int longest() {
    return Stream.of(train.stream().flatMap(List::stream), rehearsal.stream(), validation.stream())
        .flatMap(sequences -> sequences)
        .mapToInt(s -> s.ids().length)
        .max()
        .orElse(0);
  }

  /**
   * What one step learns from: its loss is the mean over all its labels, however they are spread
   * over micro-batches.
   */
  List<Sequence> step(TrainingSettings settings, int epoch, int index) {
    List<Sequence> order = epoch(settings, epoch);
    int perStep = settings.batchSize() * settings.accumulation();
    int from = index * perStep;
    return weighted(order.subList(from, Math.min(order.size(), from + perStep)));
  }

  private List<Sequence> epoch(TrainingSettings settings, int epoch) {
    SplittableRandom firsts = new SplittableRandom(settings.seed() * 37);
    List<Sequence> order = new ArrayList<>();
    for (List<Sequence> versions : train) {
      // Each version comes as often as the others, all before one comes again.
      order.add(versions.get((firsts.nextInt(versions.size()) + epoch) % versions.size()));
    }
    int count = rehearsalPerEpoch(settings);
    if (count > 0) {
      List<Integer> drawn = shuffled(rehearsal.size(), settings.seed(), -1 - epoch);
      for (int i = 0; i < count; i++) {
        order.add(rehearsal.get(drawn.get(i % drawn.size())));
      }
    }
    List<Sequence> mixed = new ArrayList<>();
    for (int i : shuffled(order.size(), settings.seed(), epoch)) {
      mixed.add(order.get(i));
    }
    return mixed;
  }

  /** Fisher and Yates' shuffle; the same for the same seed and round, whatever came before. */
  private static List<Integer> shuffled(int size, long seed, int round) {
    SplittableRandom random = new SplittableRandom(seed * 31 + round);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    for (int i = size - 1; i > 0; i--) {
      Collections.swap(order, i, random.nextInt(i + 1));
    }
    return order;
  }

  private static List<Sequence> weighted(List<Sequence> sequences) {
    int labels = sequences.stream().mapToInt(Sequence::labelCount).sum();
    double weight = 1.0 / Math.max(1, labels);
    return sequences.stream().map(s -> new Sequence(s.ids(), s.labels(), weight)).toList();
  }
}
