package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps others, in this process or another, from downloading the same content. */
final class HubLock {

  private static final long POLL_MILLIS = 50;

  /** What is done under the lock. */
  interface Work {
    void run() throws IOException;
  }

  private HubLock() {}

  /**
   * Waits for the lock and works under it. The lock's file stays behind: removing it would let two
   * others lock at once.
   *
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  static void whileHeld(Path file, Work work) throws IOException {
    Files.createDirectories(file.getParent());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (!tryLock(channel)) {
        Thread.sleep(POLL_MILLIS);
      }
      work.run(); // closing the channel gives the lock back
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another download of the same file runs");
    }
  }

  /** Locks belong to the process: a lock held by another of its threads shows as an exception. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
