package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.hmongtts.ModelFormatException;

/**
 * The files of one model folder, and the rule that keeps them inside it. A name that one file gives
 * for another (an index for its shards) has only plain components: no {@code ..}, no absolute path.
 * A link may lead to another place in the folder, or, where the folder lies in a {@code
 * snapshots/<revision>} of a Hub cache, into the {@code blobs} beside that {@code snapshots}, which
 * is how the cache is laid out; nowhere else.
 */
public final class ModelFolder {

  private ModelFolder() {}

  /**
   * Finds a file of the folder by its name.
   *
   * @param namedBy the file that names it, for the message
   * @throws ModelFormatException if the name or a link leads out of the folder, or nothing is there
   * @throws IOException if the disk fails
   */
  public static Path resolve(Path folder, String name, Path namedBy) throws IOException {
    Path file = folder.resolve(checkedName(folder, name, namedBy));
    if (!Files.isRegularFile(file)) {
      throw new ModelFormatException(
          namedBy
              + ": names the file "
              + Excerpt.name(name)
              + ", which is not in "
              + folder
              + "; download the model again");
    }
    return requireInside(folder, file);
  }

  /**
   * Checks that a file of the folder is not a link that leads out of it.
   *
   * @return {@code file}
   * @throws ModelFormatException if it is
   * @throws IOException if the disk fails
   */
  public static Path requireInside(Path folder, Path file) throws IOException {
    Path home = folder.toRealPath();
    Path real = file.toRealPath();
    if (!real.startsWith(home) && !isBlobOf(home, real)) {
      throw new ModelFormatException(
          file
              + ": is a link that leads out of the model folder, to "
              + real
              + "; copy the file into the folder");
    }
    return file;
  }

  private static Path checkedName(Path folder, String name, Path namedBy) {
    boolean plain = !name.isEmpty() && name.indexOf('\\') < 0 && name.indexOf(':') < 0;
    for (String part : name.split("/", -1)) {
      plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (plain) {
      try {
        return folder.getFileSystem().getPath(name);
      } catch (InvalidPathException e) {
        // Falls through: a name that the file system has no way to write cannot be in the folder.
      }
    }
    throw new ModelFormatException(
        namedBy
            + ": names the file "
            + Excerpt.text(name)
            + ", expected a name inside the model folder without \"..\"");
  }

  /** Whether {@code real} is a blob of the Hub cache that {@code home} is a snapshot in. */
  private static boolean isBlobOf(Path home, Path real) {
    for (Path at = home; at.getParent() != null; at = at.getParent()) {
      Path above = at.getParent();
      if (above.endsWith("snapshots") && above.getParent() != null) {
        return real.startsWith(above.getParent().resolve("blobs"));
      }
    }
    return false;
  }
}
