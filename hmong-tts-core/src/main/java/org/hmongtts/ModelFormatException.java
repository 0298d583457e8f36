package org.hmongtts;

/** A model file is malformed, incomplete or of a kind this library does not read. */
public final class ModelFormatException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public ModelFormatException(String message) {
    super(message, null);
  }

  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
