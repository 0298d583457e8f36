package org.hmongtts.checkpoint.hub;

/** Hears how far a download has come. Called on the downloading thread, about once a megabyte. */
@FunctionalInterface
public interface HubProgress {

  /** Listens to nothing. */
  HubProgress NONE = (file, done, total) -> {};

  /**
   * @param file the file's name in its repository
   * @param doneBytes bytes there are so far, those of an earlier attempt included
   * @param totalBytes the size of the file
   */
  void progress(String file, long doneBytes, long totalBytes);
}
