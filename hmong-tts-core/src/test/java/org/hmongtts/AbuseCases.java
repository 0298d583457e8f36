package org.hmongtts;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The kept malformed checkpoints and adapters: files and folders under {@code abuse/}, each listed
 * in {@code checkpoint.tsv} with a part of the message that must refuse it.
 */
public final class AbuseCases {

  private AbuseCases() {}

  /**
   * Arguments (path, part of the message) of all cases in one folder.
   *
   * @param kind name of the folder
   * @throws IllegalStateException if something in it is not listed
   */
  public static Stream<Arguments> of(String kind) throws IOException, URISyntaxException {
    Path abuse = Path.of(AbuseCases.class.getResource("/abuse").toURI());
    TreeMap<Path, String> cases = new TreeMap<>();
    for (String line : Files.readAllLines(abuse.resolve("checkpoint.tsv"))) {
      String[] columns = line.split("\t", -1);
      if (columns[0].startsWith(kind + "/")) {
        cases.put(abuse.resolve(columns[0]), columns[1]);
      }
    }
    Set<Path> unlisted = children(abuse.resolve(kind));
    unlisted.removeAll(cases.keySet());
    if (!unlisted.isEmpty()) {
      throw new IllegalStateException("not in checkpoint.tsv: " + unlisted);
    }
    return cases.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  private static Set<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
