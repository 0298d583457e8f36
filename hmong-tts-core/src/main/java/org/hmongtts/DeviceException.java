package org.hmongtts;

/** A device, its driver or its memory cannot do what was asked. */
public final class DeviceException extends HmongTtsException {

  private static final long serialVersionUID = 1L;

  public DeviceException(String message) {
    super(message, null);
  }

  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
