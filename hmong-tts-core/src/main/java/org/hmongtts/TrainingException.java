package org.hmongtts;

/** Training cannot go on with the settings that it was given; the message says what to change. */
public final class TrainingException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message, null);
  }
}
