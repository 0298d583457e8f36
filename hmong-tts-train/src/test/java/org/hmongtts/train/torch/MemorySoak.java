package org.hmongtts.train.torch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * 1,000 steps on a tiny checkpoint, and the memory after each hundred: to be run by hand, on Linux
 * once as it is and once with {@code MALLOC_ARENA_MAX=1}. Prints steps, native objects, their bytes
 * and the process' resident set.
 */
public final class MemorySoak {

  private static final int STEPS = 1000;
  private static final int EVERY = 100;

  private MemorySoak() {}

  /**
   * @param arguments the precision of the base, or none for F32
   */
  public static void main(String[] arguments) throws Exception {
    BasePrecision precision = BasePrecision.valueOf(arguments.length > 0 ? arguments[0] : "F32");
    try (TorchFixture base =
        new TorchFixture(TorchFixture.first().resolve("checkpoint"), precision)) {
      Path folder = Files.createTempDirectory("soak");
      BoundAdapter adapter =
          Examples.adapter(folder, base.checkpoint, Examples.kinds().get("LoRA"));
      List<Sequence> sequences = Examples.sequences(base.config.vocabularySize(), 60, 200, 33);
      LoraEngine.Settings settings =
          new LoraEngine.Settings(AttentionKernel.FLASH, 1, 2, 256, 0.1, 0.01);
      try (LoraEngine engine = new LoraEngine(base.network, base.weights, adapter, settings)) {
        long start = System.nanoTime();
        for (int step = 1; step <= STEPS; step++) {
          engine.step(sequences, Examples.RATES, 1, step);
          if (step % EVERY == 0) {
            System.out.printf(
                "%5d steps, %d native objects, %d bytes, resident %d KiB, %.1f s%n",
                step,
                Pointer.totalCount(),
                Pointer.totalBytes(),
                residentKibibytes(),
                (System.nanoTime() - start) * 1e-9);
          }
        }
      }
    }
  }

  private static long residentKibibytes() throws Exception {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
