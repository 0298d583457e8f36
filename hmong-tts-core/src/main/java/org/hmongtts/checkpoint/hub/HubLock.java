package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps others, in this process or another, from downloading the same content. */
final class HubLock implements AutoCloseable {

  private static final long POLL_MILLIS = 50;

  private final FileChannel channel;

  private HubLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock. The file stays behind: removing it would let two others lock at once. */
  static HubLock acquire(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      while (!tryLock(channel)) {
        Thread.sleep(POLL_MILLIS);
      }
      return new HubLock(channel);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another download of the same file runs");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Locks belong to the process: a lock held by another of its threads shows as an exception. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close(); // and with it the lock
  }
}
