package org.hmongtts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The voice that lies in this library's jar. It is unpacked into the cache folder once, because
 * weights are mapped from files.
 */
final class EmbeddedVoice {

  private static final String RESOURCES = "/org/hmongtts/voices/embedded/";
  private static final Object UNPACKING = new Object();

  private EmbeddedVoice() {}

  /** A line of the manifest: {@code sha256 size path}. */
  private record Entry(String sha256, long size, String path) {}

  /**
   * @return the folder it lies in
   * @throws IOException if the cache folder cannot be written; the message names it
   */
  static Path unpack(Path cacheFolder) throws IOException {
    List<Entry> entries = manifest();
    MessageDigest digest = sha256();
    entries.forEach(e -> digest.update((e.sha256 + e.path).getBytes(StandardCharsets.UTF_8)));
    Path folder = cacheFolder.resolve("embedded-" + hex(digest.digest()).substring(0, 16));
    synchronized (UNPACKING) {
      if (!isComplete(folder, entries)) {
        unpack(entries, cacheFolder, folder);
      }
    }
    return folder;
  }

  private static boolean isComplete(Path folder, List<Entry> entries) throws IOException {
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.path);
      if (!Files.isRegularFile(file) || Files.size(file) != entry.size) {
        return false;
      }
    }
    return true;
  }

  private static void unpack(List<Entry> entries, Path cacheFolder, Path folder)
      throws IOException {
    Path temporary;
    try {
      Files.createDirectories(cacheFolder);
      temporary = Files.createTempDirectory(cacheFolder, "embedded-");
    } catch (IOException e) {
      throw new IOException(
          "cannot write to the cache folder "
              + cacheFolder
              + " ("
              + e.getMessage()
              + "); choose another with LoadOptions.cacheFolder or"
              + " HMONG_TTS_CACHE",
          e);
    }
    try {
      for (Entry entry : entries) {
        Path file = temporary.resolve(entry.path);
        Files.createDirectories(file.getParent());
        copy(entry, file);
      }
      if (Files.exists(folder)) {
        delete(folder); // damaged: a file is missing or has another size
      }
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      if (!isComplete(folder, entries)) { // else another process was first
        throw e;
      }
    } finally {
      delete(temporary);
    }
  }

  private static void copy(Entry entry, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = resource(entry.path);
        OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
    if (!hex(digest.digest()).equals(entry.sha256)) {
      throw new ModelFormatException(
          "the embedded voice's " + entry.path + " is damaged in the jar; fetch the jar again");
    }
  }

  private static List<Entry> manifest() throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(resource("manifest.sha256"), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] parts = line.split(" ", 3);
        entries.add(new Entry(parts[0], Long.parseLong(parts[1]), parts[2]));
      }
    }
    return entries;
  }

  private static InputStream resource(String path) throws IOException {
    InputStream in = EmbeddedVoice.class.getResourceAsStream(RESOURCES + path);
    if (in == null) {
      throw new IOException("the embedded voice's " + path + " is missing from the jar");
    }
    return in;
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> all = Files.walk(folder)) {
      deepestFirst = all.sorted((a, b) -> b.compareTo(a)).collect(Collectors.toList());
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append(String.format(Locale.ROOT, "%02x", b));
    }
    return text.toString();
  }
}
