package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hmongtts.checkpoint.Excerpt;

/** Looks at the rows side by side: for repetitions, speakers, and recordings that no row names. */
final class SetCheck {

  private static final int MOST_NAMED = 5;

  private final Path list;
  private final Path folder;
  private final List<RowProblem> problems = new ArrayList<>();

  SetCheck(Path list, Path folder) {
    this.list = list;
    this.folder = folder;
  }

  List<RowProblem> problems() {
    return problems;
  }

  /** The clips whose sound no earlier one has. */
  List<Clip> distinct(List<Clip> clips) throws IOException {
    List<Clip> distinct = new ArrayList<>();
    Map<Path, Clip> files = new HashMap<>();
    Map<String, Clip> contents = new HashMap<>();
    for (Clip clip : clips) {
      Clip sameFile = files.putIfAbsent(clip.audioFile().toRealPath(), clip);
      Clip sameSound = contents.putIfAbsent(clip.contentHash(), clip);
      if (sameFile == null && sameSound == null) {
        distinct.add(clip);
      } else {
        repeated(clip, Optional.ofNullable(sameFile), sameSound);
      }
    }
    return distinct;
  }

  private void repeated(Clip clip, Optional<Clip> sameFile, Clip sameSound) {
    Clip earlier = sameFile.orElse(sameSound);
    String cause =
        name(clip.audioFile())
            + (sameFile.isPresent() ? " stands" : " has the same sound as")
            + (sameFile.isPresent() ? "" : " " + name(earlier.audioFile()))
            + " in line "
            + earlier.line()
            + (earlier.text().equals(clip.text()) ? " already" : " already, with another text");
    problems.add(RowProblem.error(list, clip.line(), cause, "Remove one of the two rows."));
  }

  void speakers(List<Clip> clips) {
    Map<String, Integer> counts = new TreeMap<>();
    clips.forEach(clip -> clip.speaker().ifPresent(s -> counts.merge(s, 1, Integer::sum)));
    long nameless = clips.stream().filter(clip -> clip.speaker().isEmpty()).count();
    if (!counts.isEmpty() && nameless > 0) {
      warn(
          nameless + (nameless == 1 ? " row names" : " rows name") + " no speaker, others do",
          "Name the speaker in every row.");
    }
    if (counts.size() > MOST_NAMED && counts.size() > clips.size() / 2) {
      warn(
          "the rows name " + counts.size() + " speakers, nearly one each",
          "The third column is the speaker's; if it holds something else, remove it.");
    } else if (counts.size() > 1) {
      warn(
          "the rows have " + counts.size() + " speakers: " + named(counts),
          "An adapter learns one voice best: make a data set of each speaker.");
    }
  }

  private static String named(Map<String, Integer> counts) {
    StringBuilder names = new StringBuilder();
    counts.entrySet().stream()
        .limit(MOST_NAMED)
        .forEach(
            entry ->
                names
                    .append(names.length() > 0 ? ", " : "")
                    .append(Excerpt.name(entry.getKey()))
                    .append(" (")
                    .append(entry.getValue())
                    .append(')'));
    return names + (counts.size() > MOST_NAMED ? ", ..." : "");
  }

  /**
   * @param named what the rows name, also those that are bad otherwise
   */
  void unnamed(Set<Path> named) throws IOException {
    Set<Path> real = new HashSet<>();
    for (Path file : named) {
      real.add(file.toRealPath());
    }
    Set<String> extra = new TreeSet<>();
    for (Path place : List.of(folder, folder.resolve(AudioPath.WAVS))) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.list(place)) {
          for (Path file : (Iterable<Path>) files::iterator) {
            // A link that leads out of the folder was told of, or is of no use.
            if (isWav(file)
                && file.toRealPath().startsWith(folder.toRealPath())
                && !real.contains(file.toRealPath())) {
              extra.add(name(file));
            }
          }
        }
      }
    }
    if (!extra.isEmpty()) {
      String shown = String.join(", ", extra.stream().limit(MOST_NAMED).toList());
      warn(
          "no row names "
              + (extra.size() == 1 ? "" : extra.size() + " recordings: ")
              + shown
              + (extra.size() > MOST_NAMED ? ", ..." : ""),
          "Write rows for them, or ignore this.");
    }
  }

  private static boolean isWav(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".wav") && Files.isRegularFile(file);
  }

  private void warn(String cause, String remedy) {
    problems.add(RowProblem.warning(list, 0, cause, remedy));
  }

  private String name(Path file) {
    return Excerpt.name(folder.relativize(file).toString());
  }
}
