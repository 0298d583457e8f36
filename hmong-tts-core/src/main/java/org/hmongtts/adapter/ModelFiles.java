package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.hmongtts.checkpoint.ModelFolder;

/** The files of a model folder beside its weights. */
final class ModelFiles {

  /** What a TTS model has beside its language model: the codec, and settings of generation. */
  private static final List<String> FOLDERS = List.of("codec", "generation");

  private static final List<String> WEIGHTS =
      List.of(
          ".safetensors",
          ".bin",
          ".pt",
          ".pth",
          ".ckpt",
          ".gguf",
          ".onnx",
          ".h5",
          ".msgpack",
          ".index.json");

  private static final long MAX_BYTES = 64 << 20; // a tokenizer.json has some 20 MB

  private ModelFiles() {}

  /**
   * Copies what a merged model needs: the small files but config.json and weights, and the codec.
   *
   * @throws org.hmongtts.ModelFormatException if one is a link that leads out of the folder
   */
  static void copyBeside(Path folder, Path target) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Files.isDirectory(file)) {
          if (FOLDERS.contains(name)) {
            copyAll(folder, file, target.resolve(name));
          }
        } else if (!name.equals("config.json") && !isWeights(name) && isSmall(file)) {
          copy(folder, file, target.resolve(name));
        }
      }
    }
  }

  private static boolean isWeights(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return WEIGHTS.stream().anyMatch(lower::endsWith);
  }

  private static boolean isSmall(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES;
  }

  private static void copyAll(Path folder, Path source, Path target) throws IOException {
    Files.createDirectory(target);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(source)) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          copy(folder, file, target.resolve(file.getFileName().toString()));
        }
      }
    }
  }

  private static void copy(Path folder, Path file, Path target) throws IOException {
    Files.copy(ModelFolder.requireInside(folder, file), target);
  }

  /** Deletes a folder with what it has, if it is there. */
  static void deleteAll(Path folder) throws IOException {
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          deleteAll(file);
        }
      }
    }
    Files.deleteIfExists(folder);
  }
}
