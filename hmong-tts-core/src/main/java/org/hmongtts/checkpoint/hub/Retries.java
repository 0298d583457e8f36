package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.hmongtts.DownloadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How often one request is repeated after the connection failed, and how long is waited. */
final class Retries {

  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  private static final int MOST = 5;

  /** Waits; replaced where tests must not. */
  interface Pause {
    void last(Duration time) throws InterruptedException;
  }

  /** A request. */
  interface Request<T> {
    T send() throws IOException;
  }

  private final Pause pause;
  private int failures;

  Retries(Pause pause) {
    this.pause = pause;
  }

  static <T> T repeat(Pause pause, Request<T> request) throws IOException {
    Retries retries = new Retries(pause);
    while (true) {
      try {
        return request.send();
      } catch (NetworkException e) {
        retries.afterFailure(e);
      }
    }
  }

  /** Starts counting anew: something has been achieved since the last failure. */
  void progressed() {
    failures = 0;
  }

  /**
   * Waits before the next attempt: 1, 2, 4 and 8 seconds.
   *
   * @throws NetworkException the failure itself, if it was the last one that is put up with
   */
  void afterFailure(NetworkException failure) throws IOException {
    failures++;
    if (failures == MOST) {
      throw failure;
    }
    LOG.debug("request failed ({} of {}): {}", failures, MOST, failure.getMessage());
    try {
      pause.last(Duration.ofSeconds(1L << (failures - 1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to repeat a download");
    }
  }

  /** What a caller is told when the last attempt has failed too. */
  static DownloadException givenUp(String what, NetworkException failure) {
    return new DownloadException(
        what
            + ": the download failed "
            + MOST
            + " times in a row, at last with: "
            + failure.getMessage()
            + ". Check the connection and start again; what has arrived is kept.",
        failure);
  }
}
