package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The weight files of a checkpoint folder, to compare loading with reading them once.
 *
 * @param files its {@code .safetensors} and {@code .bin} files
 */
record WeightFiles(List<Path> files) {

  private static final int BUFFER_BYTES = 1 << 20;

  static WeightFiles of(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new WeightFiles(
          all.filter(file -> file.toString().matches(".*\\.(safetensors|bin)"))
              .sorted()
              .collect(Collectors.toList()));
    }
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Reads all files from start to end; gives the seconds that took. */
  double secondsToRead() throws IOException {
    long start = System.nanoTime();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file)) {
        while (channel.read(buffer) >= 0) {
          buffer.clear();
        }
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
