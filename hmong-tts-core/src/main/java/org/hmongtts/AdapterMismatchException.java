package org.hmongtts;

/** An adapter does not fit the base it was asked to change. */
public final class AdapterMismatchException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public AdapterMismatchException(String message) {
    super(message, null);
  }

  public AdapterMismatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
