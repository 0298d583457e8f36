package org.hmongtts;

/**
 * What this library throws when an input it was given cannot be used. Every message says what is
 * wrong, where (file, tensor, field or line), what was expected against what was found, and the
 * next step.
 *
 * <p>Failures of the disk itself are {@link java.io.IOException}; a wrong argument is {@link
 * IllegalArgumentException}; use after close is {@link IllegalStateException}.
 */
public abstract sealed class HmongTtsException extends RuntimeException
    permits AdapterMismatchException,
        DatasetException,
        DeviceException,
        DownloadException,
        ModelFormatException,
        TrainingException {

  private static final long serialVersionUID = 1L;

  HmongTtsException(String message, Throwable cause) {
    super(message, cause);
  }
}
