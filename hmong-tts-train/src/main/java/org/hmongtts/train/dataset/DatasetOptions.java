package org.hmongtts.train.dataset;

/** How a data set is read. */
public record DatasetOptions() {
  public static DatasetOptions defaults() {
    return new DatasetOptions();
  }
}
