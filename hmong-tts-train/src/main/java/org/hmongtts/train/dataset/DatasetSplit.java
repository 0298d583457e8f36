package org.hmongtts.train.dataset;

import java.util.List;

/**
 * A data set divided in two, in the order of its rows. No text and no recording of one side is on
 * the other.
 *
 * @param train what is learnt from
 * @param validation what is only listened to; may be empty
 */
public record DatasetSplit(List<Clip> train, List<Clip> validation) {

  public DatasetSplit {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
  }
}
