package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * The folder of an adapter as it is written: filled under another name beside its place, then moved
 * there as a whole, so that nobody ever reads half of one.
 */
final class AdapterFolder {

  static final String CONFIG = "adapter_config.json";
  static final String WEIGHTS = "adapter_model.safetensors";
  static final String CARD = "README.md";

  private static final List<String> FILES = List.of(CONFIG, WEIGHTS, CARD);

  /** Writes files into a folder that exists and is empty. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path folder) throws IOException;
  }

  private final Path folder;

  AdapterFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * Fills it, in place of an adapter of this library that was there before. On failure what was
   * there stays and nothing is left of the new one.
   *
   * @throws FileAlreadyExistsException if something is there that this library did not write
   * @throws IOException if the disk fails or is full
   */
  void write(Content content) throws IOException {
    requireReplaceable();
    Path temporary = sibling("tmp");
    try {
      Files.createDirectories(temporary);
      content.writeTo(temporary);
      moveIntoPlace(temporary);
    } finally {
      ModelFiles.deleteAll(temporary);
    }
  }

  /** A folder cannot be moved onto one that has files, so the old one steps aside first. */
  private void moveIntoPlace(Path temporary) throws IOException {
    if (!Files.exists(folder)) {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    requireReplaceable(); // somebody may have put a file there while the new one was written
    Path old = sibling("old");
    Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    ModelFiles.deleteAll(old);
  }

  private Path sibling(String purpose) {
    return folder.resolveSibling(
        "." + folder.getFileName() + "-" + UUID.randomUUID() + "." + purpose);
  }

  private void requireReplaceable() throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw refused("is a file");
    }
    boolean empty = true;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        empty = false;
        String name = file.getFileName().toString();
        if (!FILES.contains(name) || !Files.isRegularFile(file)) {
          throw refused("has " + name + ", which is no part of an adapter");
        }
      }
    }
    if (!empty && !isOurs()) {
      throw refused("has an adapter that this library did not write");
    }
  }

  private boolean isOurs() throws IOException {
    Path config = folder.resolve(CONFIG);
    if (!Files.exists(config)) {
      return false;
    }
    try {
      return ConfigFile.read(config).has(PeftAdapter.TEXT_FORM);
    } catch (ModelFormatException e) {
      return false; // what cannot be read is not to be deleted either
    }
  }

  private FileAlreadyExistsException refused(String why) {
    return new FileAlreadyExistsException(
        folder.toString(), null, why + "; give another folder, or move it away");
  }
}
