package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hmongtts.train.Folders;

/** A folder for as long as a command needs it, in the system's place for such. */
record ScratchFolder(Path path) implements AutoCloseable {

  static ScratchFolder create() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("hmong-tts-bench"));
  }

  @Override
  public void close() throws IOException {
    Folders.delete(path);
  }
}
