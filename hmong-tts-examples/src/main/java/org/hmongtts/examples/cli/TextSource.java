package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a command's text comes from: its argument, a file, or standard input. */
final class TextSource {

  /** More than any request takes; what is longer is not read into memory. */
  private static final int MAX_BYTES = 16 << 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; '-' or nothing reads standard input.")
  private Optional<String> text;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read the text from a file (UTF-8).")
  private Optional<Path> file;

  /**
   * Reads the text.
   *
   * @throws IOException if the file cannot be read, is too long, or is not UTF-8
   * @throws IllegalArgumentException if both a text and a file are given
   */
  String read() throws IOException {
    if (file.isPresent()) {
      if (text.isPresent()) {
        throw new IllegalArgumentException("give a text or --file, not both");
      }
      return read(file.get());
    }
    if (text.isPresent() && !text.get().equals("-")) {
      return text.get();
    }
    return decode(System.in, "standard input");
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read, is too long, or is not UTF-8
   */
  static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return decode(in, file.toString());
    }
  }

  private static String decode(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException(name + " has more than " + MAX_BYTES + " bytes; split it");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(name + " is not UTF-8 text; convert it", e);
    }
  }
}
