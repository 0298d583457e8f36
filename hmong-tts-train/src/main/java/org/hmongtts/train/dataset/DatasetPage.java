package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Path;

/** stand-in */
final class DatasetPage {
  static DatasetPage of(DatasetReport report) {
    return new DatasetPage();
  }

  void write(Path file) throws IOException {}
}
