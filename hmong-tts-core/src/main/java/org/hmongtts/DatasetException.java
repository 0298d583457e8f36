package org.hmongtts;

/** A data set, or a recording in it, cannot be used for training. */
public final class DatasetException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    super(message, null);
  }

  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }
}
