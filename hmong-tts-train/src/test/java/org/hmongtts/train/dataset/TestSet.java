package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A data set in a temporary folder. */
record TestSet(Path folder) {

  /** Texts that differ, each of a few syllables. */
  static final List<String> TEXTS =
      List.of(
          "Nyob zoo os.",
          "Kuv mus tsev.",
          "Koj nyob qhov twg?",
          "Nws noj mov.",
          "Peb mus kawm ntawv.",
          "Niam hlub me nyuam.");

  static TestSet in(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("wavs"));
    return new TestSet(folder);
  }

  /** One with this many good rows. */
  static TestSet good(Path folder, int rows) throws IOException {
    TestSet set = in(folder);
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= rows; i++) {
      String text = TEXTS.get((i - 1) % TEXTS.size()) + (i > TEXTS.size() ? " " + i : "");
      set.wav(i + ".wav", TestWav.seconds(1.5, i));
      list.append(i).append(".wav|").append(text).append('\n');
    }
    return set.csv(list.toString());
  }

  TestSet wav(String name, TestWav wav) throws IOException {
    Files.write(folder.resolve("wavs").resolve(name), wav.bytes());
    return this;
  }

  TestSet csv(String content) throws IOException {
    Files.writeString(folder.resolve("metadata.csv"), content);
    return this;
  }

  TestSet json(String content) throws IOException {
    Files.writeString(folder.resolve("metadata.json"), content);
    return this;
  }

  Dataset open() throws IOException {
    return Dataset.open(folder, DatasetOptions.defaults());
  }

  /** Errors and warnings, bad rows skipped. */
  List<RowProblem> problems() throws IOException {
    return Dataset.open(folder, DatasetOptions.builder().skipBadRows(true).build()).problems();
  }
}
