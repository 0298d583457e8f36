package org.hmongtts.checkpoint;

/** Hears how far a long piece of work on files has come. Called from any thread, often. */
@FunctionalInterface
public interface ProgressListener {

  /** Listens to nothing. */
  ProgressListener NONE = (done, total) -> {};

  /**
   * @param doneBytes bytes worked through so far
   * @param totalBytes bytes there are
   */
  void progress(long doneBytes, long totalBytes);
}
