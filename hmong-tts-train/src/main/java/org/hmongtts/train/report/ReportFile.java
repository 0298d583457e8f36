package org.hmongtts.train.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Writes text files that appear, or are replaced, only once they are complete. */
public final class ReportFile {

  private ReportFile() {}

  /**
   * Writes a file in UTF-8: to a temporary one beside it, then moved into place.
   *
   * @throws IOException if the disk fails or is full; nothing is left then, and a file that was
   *     there before stays
   */
  public static void write(Path file, String text) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.writeString(temporary, text);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
