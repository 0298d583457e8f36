package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.hmongtts.DatasetException;
import org.hmongtts.checkpoint.Excerpt;

/** Finds the recording that a row names, in the data set's folder and nowhere else. */
record AudioPath(Path folder, Path realFolder) {

  static final String WAVS = "wavs";

  private static final List<String> ENDINGS = List.of("", ".wav", ".WAV");

  static AudioPath in(Path folder) throws IOException {
    return new AudioPath(folder, folder.toRealPath());
  }

  /**
   * @param name relative to {@code wavs} or to the folder, with or without its ending
   * @throws DatasetException if it leaves the folder, or there is no such file
   */
  Path find(String name) throws IOException {
    Path relative = relative(name);
    for (Path base : List.of(folder.resolve(WAVS), folder)) {
      for (String ending : ENDINGS) {
        Path file = base.resolve(relative + ending);
        if (Files.isRegularFile(file)) {
          return confined(name, file);
        }
      }
    }
    throw new DatasetException(
        Excerpt.name(name)
            + " is missing, in "
            + WAVS
            + " as well as beside the list.\n  Add the file, or correct its name.");
  }

  private static Path relative(String name) {
    Path path;
    try {
      path = Path.of(name.replace('\\', '/')).normalize();
    } catch (InvalidPathException e) {
      throw new DatasetException(
          Excerpt.name(name) + " is no name of a file.\n  Correct the name.", e);
    }
    if (path.isAbsolute() || path.startsWith("..") || path.toString().isEmpty()) {
      throw leaving(name);
    }
    return path;
  }

  private Path confined(String name, Path file) throws IOException {
    if (!file.toRealPath().startsWith(realFolder)) {
      throw leaving(name);
    }
    return file;
  }

  private static DatasetException leaving(String name) {
    return new DatasetException(
        Excerpt.name(name)
            + " leads out of the data set's folder.\n"
            + "  Copy the recording into its folder "
            + WAVS
            + ", and name it relative to that.");
  }
}
