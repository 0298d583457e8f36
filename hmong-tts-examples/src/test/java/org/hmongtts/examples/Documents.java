package org.hmongtts.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the guides, whose examples the tests run. */
public final class Documents {

  /** Surefire and Failsafe run a module's tests in the module's folder. */
  private static final Path ROOT = Path.of("..");

  private Documents() {}

  /**
   * A fenced block of a document.
   *
   * @param file the document
   * @param index its place among the document's blocks of this language
   * @param content what stands between the fences
   */
  public record Block(Path file, int index, String content) {
    @Override
    public String toString() {
      return ROOT.relativize(file) + " #" + index;
    }
  }

  /** All blocks of a language, the README's first. */
  public static List<Block> blocks(String language) {
    Pattern fenced = Pattern.compile("(?s)```" + language + "\n(.*?)```");
    return files()
        .flatMap(
            file -> {
              List<String> contents =
                  fenced.matcher(read(file)).results().map(match -> match.group(1)).toList();
              return Stream.iterate(0, i -> i < contents.size(), i -> i + 1)
                  .map(i -> new Block(file, i + 1, contents.get(i)));
            })
        .toList();
  }

  private static Stream<Path> files() {
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs"))) {
      List<Path> sorted = guides.filter(f -> f.toString().endsWith(".md")).sorted().toList();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), sorted.stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
