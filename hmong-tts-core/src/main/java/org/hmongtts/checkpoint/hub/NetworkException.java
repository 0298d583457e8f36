package org.hmongtts.checkpoint.hub;

import java.io.IOException;

/** The connection failed, not the disk: worth another attempt. */
final class NetworkException extends IOException {

  private static final long serialVersionUID = 1L;

  NetworkException(String message) {
    super(message);
  }

  NetworkException(IOException cause) {
    super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.toString(), cause);
  }
}
