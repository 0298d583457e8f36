package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of one repository in the Hub cache, in the layout that other programs share:
 *
 * <pre>
 * refs/REVISION                  the commit a branch or tag stood at
 * blobs/ETAG                     content
 * snapshots/COMMIT/NAME          link to the content
 * .no_exist/COMMIT/NAME          empty: known not to exist
 * .contents/COMMIT               our own: the names of all files, one a line
 * </pre>
 */
final class HubCache {

  /** Tells our unfinished downloads from those of other programs, which have random digits here. */
  private static final String OURS = "686d6f6f";

  private static final int LONGEST_REFERENCE = 256;
  private static final int LONGEST_CONTENTS = 16 << 20;

  /** Makes a symbolic link; replaced where tests need a file system without. */
  interface Links {
    void create(Path link, Path target) throws IOException;
  }

  private final Path cache;
  private final HubName name;
  private final Path home;
  private final Links links;

  HubCache(Path cache, HubName name, Links links) {
    this.cache = cache;
    this.name = name;
    this.home = cache.resolve(name.folder());
    this.links = links;
  }

  Path home() {
    return home;
  }

  Path snapshot(String commit) {
    return home.resolve("snapshots").resolve(commit);
  }

  Path blob(String etag) {
    return home.resolve("blobs").resolve(etag);
  }

  Path unfinished(String etag) {
    return home.resolve("blobs").resolve(etag + "." + OURS + ".incomplete");
  }

  Path lock(String etag) {
    return cache.resolve(".locks").resolve(name.folder()).resolve(etag + ".lock");
  }

  /** The commit of the name's revision, as far as it is known here. */
  Optional<String> commit() throws IOException {
    return HubName.isCommit(name.revision())
        ? Optional.of(name.revision())
        : read(reference(), LONGEST_REFERENCE).map(String::trim).filter(HubName::isCommit);
  }

  /** Notes where a branch or tag stands; a commit stands for itself. */
  void rememberCommit(String commit) throws IOException {
    if (!commit().equals(Optional.of(commit))) {
      write(reference(), commit);
    }
  }

  /** The names of all files of a commit, as far as they are known here. */
  Optional<List<String>> contents(String commit) throws IOException {
    return read(contentsFile(commit), LONGEST_CONTENTS)
        .map(
            text ->
                Arrays.stream(text.split("\n"))
                    .filter(file -> !file.isEmpty())
                    .map(file -> HubFile.checkedName(file, name))
                    .collect(Collectors.toList()));
  }

  void rememberContents(String commit, List<String> names) throws IOException {
    write(contentsFile(commit), String.join("\n", names) + "\n");
  }

  boolean has(String commit, String file) {
    return Files.isRegularFile(snapshot(commit).resolve(file));
  }

  /** The names of the files that are in a snapshot. */
  Set<String> names(String commit) throws IOException {
    Path snapshot = snapshot(commit);
    if (!Files.isDirectory(snapshot)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.walk(snapshot)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> snapshot.relativize(file).toString().replace('\\', '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  boolean isKnownMissing(String commit, String file) {
    return Files.exists(missingMarker(commit, file));
  }

  void rememberMissing(String commit, String file) throws IOException {
    write(missingMarker(commit, file), "");
  }

  /**
   * Shows content under a file's name in a snapshot: as a link, or a copy where there are none. To
   * be called under the lock.
   */
  void show(HubFile file) throws IOException {
    Path shown = snapshot(file.commit()).resolve(file.name());
    Path blob = blob(file.etag());
    Files.createDirectories(shown.getParent());
    if (Files.isRegularFile(shown)) {
      return;
    }
    Files.deleteIfExists(shown); // a link to content that is gone
    try {
      links.create(shown, shown.getParent().relativize(blob));
    } catch (FileAlreadyExistsException e) {
      // Another thread has been faster.
    } catch (UnsupportedOperationException | IOException e) {
      Path copy = unfinished(file.etag());
      try {
        Files.copy(blob, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, shown, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(copy);
      }
    }
  }

  private Path reference() {
    return home.resolve("refs").resolve(name.revision());
  }

  private Path contentsFile(String commit) {
    return home.resolve(".contents").resolve(commit);
  }

  private Path missingMarker(String commit, String file) {
    return home.resolve(".no_exist").resolve(commit).resolve(file);
  }

  private static Optional<String> read(Path file, int longest) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= longest
        ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(home, ".draft", null);
    try {
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
