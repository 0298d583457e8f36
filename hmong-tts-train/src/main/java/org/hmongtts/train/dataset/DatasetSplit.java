package org.hmongtts.train.dataset;

import java.util.List;

/** Clips to train on, and clips kept out. */
public record DatasetSplit(List<Clip> train, List<Clip> validation) {}
