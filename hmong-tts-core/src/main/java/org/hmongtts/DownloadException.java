package org.hmongtts;

/** A model could not be fetched from the Hub. */
public final class DownloadException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public DownloadException(String message) {
    super(message, null);
  }

  public DownloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
