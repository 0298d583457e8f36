package org.hmongtts.text;

import java.time.Duration;

/** The punctuation that normalised text keeps, from the weakest to the strongest. */
public enum PauseMark {
  COMMA(',', 200),
  SEMICOLON(';', 300),
  COLON(':', 300),
  ELLIPSIS('…', 400),
  PERIOD('.', 500),
  EXCLAMATION('!', 500),
  QUESTION('?', 500);

  private final char mark;
  private final Duration length;

  PauseMark(char mark, int milliseconds) {
    this.mark = mark;
    this.length = Duration.ofMillis(milliseconds);
  }

  public char mark() {
    return mark;
  }

  /** The usual silence at a normal rate of speech. */
  public Duration length() {
    return length;
  }

  /** Whether a sentence ends here. */
  public boolean endsSentence() {
    return compareTo(ELLIPSIS) >= 0;
  }

  /** The minor or major group boundary of the phonetic alphabet. */
  public String ipa() {
    return endsSentence() ? "‖" : "ǀ";
  }
}
