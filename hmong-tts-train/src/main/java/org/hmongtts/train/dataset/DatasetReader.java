package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.hmongtts.DatasetException;

/** Reads the list, then every recording, on all processors. */
final class DatasetReader {

  private DatasetReader() {}

  static Dataset read(Path folderOrFile, DatasetOptions options) throws IOException {
    Metadata metadata = Metadata.read(folderOrFile);
    Path list = metadata.file();
    Path folder = Optional.ofNullable(list.getParent()).orElse(Path.of("."));
    AudioPath paths = AudioPath.in(folder);
    List<RowProblem> problems = new ArrayList<>(metadata.problems());
    List<Clip> clips = new ArrayList<>();
    for (RowCheck.Result result : check(metadata, paths, options)) {
      result.clip().ifPresent(clips::add);
      problems.addAll(result.problems());
    }
    if (metadata.rows().isEmpty() && metadata.problems().isEmpty()) {
      problems.add(
          RowProblem.error(
              list, 0, "has no rows", "Write a line for each recording: 001.wav|Nyob zoo os."));
    }
    SetCheck set = new SetCheck(list, folder);
    List<Clip> distinct = set.distinct(clips);
    set.speakers(distinct);
    set.unnamed(named(metadata, paths));
    problems.addAll(set.problems());
    // What is about the whole comes last.
    problems.sort(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()));
    return new Dataset(list, folder, options, distinct, problems);
  }

  private static List<RowCheck.Result> check(
      Metadata metadata, AudioPath paths, DatasetOptions options) {
    RowCheck rows = new RowCheck(metadata.file(), paths, options);
    long[] bytes = metadata.rows().stream().mapToLong(row -> bytes(row, paths)).toArray();
    long total = Arrays.stream(bytes).sum();
    AtomicLong done = new AtomicLong();
    return IntStream.range(0, bytes.length)
        .parallel()
        .mapToObj(
            i -> {
              RowCheck.Result result = rows.check(metadata.rows().get(i));
              options.progress().progress(done.addAndGet(bytes[i]), total);
              return result;
            })
        .toList();
  }

  private static long bytes(Metadata.Row row, AudioPath paths) {
    try {
      return Files.size(paths.find(row.audio()));
    } catch (DatasetException | IOException e) {
      return 0; // told of when the row is checked
    }
  }

  private static Set<Path> named(Metadata metadata, AudioPath paths) {
    Set<Path> named = new HashSet<>();
    for (Metadata.Row row : metadata.rows()) {
      try {
        named.add(paths.find(row.audio()));
      } catch (DatasetException | IOException e) {
        continue; // told of when the row was checked
      }
    }
    return named;
  }
}
