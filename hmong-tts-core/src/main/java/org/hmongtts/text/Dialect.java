package org.hmongtts.text;

/** The two great varieties of written Hmong. Each is spelt as it sounds. */
public enum Dialect {
  /** White Hmong, <i>Hmoob Dawb</i>. */
  WHITE("white", "mww"),
  /** Green Mong, <i>Moob Leeg</i>. */
  GREEN("green", "hnj");

  private final String id;
  private final String language;

  Dialect(String id, String language) {
    this.id = id;
    this.language = language;
  }

  /** A name that never changes, to be written into files. */
  public String id() {
    return id;
  }

  /** Its code in ISO 639-3. */
  public String language() {
    return language;
  }

  /**
   * The dialect that a file names.
   *
   * @throws IllegalArgumentException if none has this id
   */
  public static Dialect ofId(String id) {
    for (Dialect dialect : values()) {
      if (dialect.id.equals(id)) {
        return dialect;
      }
    }
    throw new IllegalArgumentException("unknown dialect; expected white or green");
  }
}
