package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.text.HmongText;
import org.hmongtts.train.eval.EvaluationSentences;
import picocli.CommandLine.Option;

/** Which sentences a command lets a voice speak. */
final class SentenceSource {

  @Option(
      names = "--sentences",
      paramLabel = "FILE",
      description = "What is said: one sentence a line (UTF-8); default 60 that come with it.")
  private Optional<Path> file;

  @Option(names = "--count", paramLabel = "N", description = "Only the first N sentences.")
  private Optional<Integer> count;

  /**
   * Reads the sentences.
   *
   * @throws IOException if the file cannot be read, is too long, or is not UTF-8
   * @throws IllegalArgumentException if a line has nothing to speak, or there is none
   */
  List<String> read() throws IOException {
    if (count.isPresent() && count.get() < 1) {
      throw new IllegalArgumentException("--count must be 1 or more, got " + count.get());
    }
    List<String> all = file.isPresent() ? read(file.get()) : EvaluationSentences.white();
    return all.subList(0, Math.min(count.orElse(all.size()), all.size()));
  }

  private static List<String> read(Path file) throws IOException {
    List<String> sentences = new ArrayList<>();
    int number = 0;
    for (String line : TextSource.read(file).lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      if (HmongText.of(line).normalize().syllables().isEmpty()) {
        throw new IllegalArgumentException(
            file + ":" + number + ": nothing that can be spoken; give at least one syllable");
      }
      sentences.add(line.strip());
    }
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException(file + " has no sentence; give one a line");
    }
    return sentences;
  }
}
