package org.hmongtts.examples.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.ForeignWords;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.Lexicon;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.TextOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How the text commands read: each line of standard input by itself, or one text given. */
final class TextCommandOptions {

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; '-' or nothing reads standard input, line by line.")
  private Optional<String> text;

  @Option(
      names = "--dialect",
      defaultValue = "WHITE",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Dialect dialect;

  @Option(
      names = "--foreign",
      defaultValue = "RESPELL",
      description = "Words that are not Hmong: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private ForeignWords foreignWords;

  @Option(
      names = "--lexicon",
      paramLabel = "FILE",
      description = "Words of your own: a line each, word, tab, syllables, perhaps tab, dialect.")
  private Optional<Path> lexicon;

  /** Reads every line and hands it on, in order. */
  void forEachLine(Consumer<NormalizedText> line) throws IOException {
    TextOptions options =
        TextOptions.defaults()
            .withDialect(dialect)
            .withForeignWords(foreignWords)
            .withLexicon(lexicon.isPresent() ? Lexicon.read(lexicon.get()) : Lexicon.EMPTY);
    if (text.isPresent() && !text.get().equals("-")) {
      line.accept(HmongText.of(text.get()).options(options).normalize());
      return;
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8.newDecoder()));
    try {
      for (String next = lines.readLine(); next != null; next = lines.readLine()) {
        line.accept(HmongText.of(next).options(options).normalize());
      }
    } catch (CharacterCodingException e) {
      throw new IOException("standard input is not UTF-8 text; convert it", e);
    }
  }
}
