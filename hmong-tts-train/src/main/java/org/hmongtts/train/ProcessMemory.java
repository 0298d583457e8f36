package org.hmongtts.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the operating system says of this process' memory; empty where it is not Linux. */
public final class ProcessMemory {

  private static final Path STATUS = Path.of("/proc/self/status");

  private ProcessMemory() {}

  /** The most that was ever resident, in bytes (VmHWM). */
  public static OptionalLong peakResidentBytes() {
    return field("VmHWM:");
  }

  /** What is resident now, in bytes (VmRSS). */
  public static OptionalLong residentBytes() {
    return field("VmRSS:");
  }

  private static OptionalLong field(String name) {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> 1024 * Long.parseLong(kilobytes))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
