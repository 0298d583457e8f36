package org.hmongtts.examples.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast this machine reads memory: the floor under a decoder's time per token, because each
 * token needs every weight once.
 *
 * <p>The buffer is as large as the weights, so that a model that fits into a cache is compared with
 * that cache. Reading is a comparison of arrays, which Java compiles to the widest loads there are;
 * a sum in plain Java reaches only half of what memory gives.
 */
final class MemoryBandwidth {

  /** Long enough to find a moment in which nothing else runs. */
  private static final long LEAST_NANOS = 2_000_000_000L;

  private static final int LEAST_PASSES = 5;

  /** What is read of a larger buffer: beyond every cache, and small enough for every heap. */
  private static final long MOST_BYTES = 512L << 20;

  private static final int BLOCK = 1024; // words; 8 KiB

  private MemoryBandwidth() {}

  /**
   * The best of several passes over a buffer.
   *
   * @param bytes size of the buffer; rounded to blocks of 8 KiB, and at most 512 MiB
   * @param threads reading at the same time, each its own part
   * @return bytes a second
   */
  static double measure(long bytes, int threads) throws InterruptedException {
    int blocks =
        Math.toIntExact(Math.max(Math.min(bytes, MOST_BYTES) / Long.BYTES / threads / BLOCK, 1));
    int words = blocks * BLOCK;
    List<Callable<Boolean>> readers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      long[] part = new long[words];
      long[] block = new long[BLOCK];
      Arrays.fill(part, i + 1); // touched, or the pages would all be the one of zeros
      Arrays.fill(block, i + 1);
      readers.add(() -> readAll(part, block));
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      double best = 0;
      long begin = System.nanoTime();
      for (int pass = 0; pass < LEAST_PASSES || System.nanoTime() - begin < LEAST_NANOS; pass++) {
        long start = System.nanoTime();
        for (Future<Boolean> reader : pool.invokeAll(readers)) {
          if (!reader.get()) {
            throw new IllegalStateException("memory changed while it was read");
          }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        best = Math.max(best, (double) words * Long.BYTES * threads / seconds);
      }
      return best;
    } catch (ExecutionException e) {
      throw new IllegalStateException("reading memory failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** Reads everything, by comparing it with a block that stays in the first cache. */
  private static boolean readAll(long[] words, long[] block) {
    boolean equal = true;
    for (int start = 0; start + block.length <= words.length; start += block.length) {
      equal &= Arrays.equals(words, start, start + block.length, block, 0, block.length);
    }
    return equal;
  }
}
