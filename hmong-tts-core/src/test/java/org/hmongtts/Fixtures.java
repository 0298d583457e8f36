package org.hmongtts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the folders of reference data that parity tests run on: those in the test resources, or
 * those under {@code -Dhmongtts.fixtures=DIR}.
 */
public final class Fixtures {

  private Fixtures() {}

  /** The folder that holds one folder per fixture. */
  public static Path root() {
    String override = System.getProperty("hmongtts.fixtures", "");
    if (!override.isBlank()) {
      return Path.of(override);
    }
    URL resource = Fixtures.class.getResource("/fixtures");
    if (resource == null) {
      throw new IllegalStateException("no /fixtures on the test class path");
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("unreadable fixtures location " + resource, e);
    }
  }

  /**
   * Every fixture folder of one kind, in order of name; skips the calling test, by name, when there
   * is none.
   *
   * @param kind what is looked for, for the skip message
   * @param matches recognises a folder by what it contains, never by its name
   */
  public static List<Path> folders(String kind, Predicate<Path> matches) {
    try (Stream<Path> children = Files.list(root())) {
      List<Path> found = children.filter(Files::isDirectory).filter(matches).sorted().toList();
      assumeTrue(!found.isEmpty(), () -> "no " + kind + " fixture under " + root());
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
