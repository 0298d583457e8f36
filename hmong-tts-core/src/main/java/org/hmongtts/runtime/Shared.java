package org.hmongtts.runtime;

import java.util.function.Consumer;

/**
 * A native resource used by several threads. Who uses it borrows it; closing waits until all have
 * given it back, retiring leaves that to the last of them.
 */
final class Shared<T> implements AutoCloseable {

  private final String name;
  private final T resource;
  private final Consumer<? super T> release;
  private int users;
  private boolean ended;
  private boolean released;

  Shared(String name, T resource, Consumer<? super T> release) {
    this.name = name;
    this.resource = resource;
    this.release = release;
  }

  /**
   * @throws IllegalStateException if it is closed
   */
  synchronized T borrow() {
    if (ended) {
      throw new IllegalStateException(name + " is closed");
    }
    users++;
    return resource;
  }

  void giveBack() {
    synchronized (this) {
      users--;
      notifyAll();
    }
    releaseIfUnused();
  }

  /** Lets nobody new in; the last user frees it. */
  void retire() {
    synchronized (this) {
      ended = true;
    }
    releaseIfUnused();
  }

  /** Lets nobody new in, waits for the users, frees it. Safe to call twice. */
  @Override
  public void close() {
    retire();
    boolean interrupted = false;
    synchronized (this) {
      while (!released) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void releaseIfUnused() {
    if (ended && users == 0 && !released) {
      try {
        release.accept(resource);
      } finally {
        released = true;
        notifyAll();
      }
    }
  }
}
