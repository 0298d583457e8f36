package org.hmongtts.text.internal;

/**
 * Collects what the script decoders read: words with spaces around them, and all else as it stands.
 * Ranges are indices of the prepared text that is being decoded.
 */
final class ScriptOutput {

  private final PreparedText text;
  private final PreparedText.Builder out;
  private boolean afterWord;
  private String lastWord = "";
  private final StringBuilder clause = new StringBuilder();
  private boolean digitBefore;

  ScriptOutput(PreparedText text) {
    this.text = text;
    this.out = new PreparedText.Builder(text.source);
  }

  PreparedText build() {
    return out.build();
  }

  private void add(CharSequence characters, int from, int to) {
    out.add(characters, text.sourceStart(from), text.sourceEnd(to));
  }

  private void space(int from) {
    if (out.last() != ' ' && out.last() != '\n') {
      out.add(' ', text.sourceStart(from), text.sourceStart(from));
    }
  }

  /** A word: one syllable, or a few with spaces between; an empty one is silent. */
  void word(String word, int from, int to) {
    if (word.isEmpty()) {
      return;
    }
    if (out.last() != '(' && out.last() != '"' && out.last() != '\'') {
      space(from);
    }
    add(word, from, to);
    clause.append(clause.length() > 0 ? " " : "").append(word);
    afterWord = true;
    digitBefore = false;
    lastWord = word;
  }

  /** Says the last syllable or sign once more. */
  void repeat(int from, int to) {
    word(lastWord.substring(lastWord.lastIndexOf(' ') + 1), from, to);
  }

  /** Says everything since the last mark, or since this was last asked, once more. */
  void repeatClause(int from, int to) {
    String words = clause.toString();
    word(words, from, to);
    clause.setLength(0);
  }

  /** Whether a word ends right here, without a space. */
  boolean isAfterWord() {
    return afterWord;
  }

  void digit(char digit, int from, int to) {
    if (afterWord && !digitBefore) {
      space(from);
    }
    add(String.valueOf(digit), from, to);
    afterWord = true;
    digitBefore = true;
  }

  /** A punctuation mark or a sign that the readers know; an empty one is silent. */
  void sign(String sign, int from, int to) {
    boolean spoken = !sign.isEmpty() && "&+−×÷".contains(sign);
    if (spoken) {
      space(from);
    }
    add(sign, from, to);
    if (spoken) {
      out.add(' ', text.sourceEnd(to), text.sourceEnd(to));
    }
    afterWord = false;
    if (!spoken && !sign.isEmpty()) {
      clause.setLength(0);
    }
  }

  /** Passes on characters that are not Hmong script. */
  void copy(int from, int to) {
    char c = text.chars[from];
    if (afterWord && Character.isLetterOrDigit(c) && !(digitBefore && c >= '0' && c <= '9')) {
      space(from);
    }
    for (int i = from; i < to; i++) {
      out.add(text.chars[i], text.sourceStart(i), text.sourceEnd(i + 1));
    }
    if (",.;:!?…\n".indexOf(c) >= 0) {
      clause.setLength(0);
    }
    afterWord = false;
    digitBefore = false;
  }
}
