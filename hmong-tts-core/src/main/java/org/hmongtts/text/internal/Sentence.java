package org.hmongtts.text.internal;

/** What is known of the sentence being read: where it began, its capitals, its last words. */
final class Sentence {

  /** What a written word was taken for. */
  enum Kind {
    HMONG,
    FOREIGN,
    /** Either, by its neighbours. */
    LOOKALIKE
  }

  private static final int WINDOW = 3;

  private final PreparedText text;
  private int start;
  private int capitalsFrom;
  private int capitalsTo;
  private boolean allCapitals;
  private int wordCount;
  private final Kind[] recent = new Kind[WINDOW];
  private int known;

  /** Whether the last word began with a capital, and whether any punctuation followed it. */
  private boolean lastCapitalised;

  Sentence(PreparedText text) {
    this.text = text;
  }

  /** A sentence begins at {@code index}. */
  void startAt(int index) {
    start = index;
    known = 0;
    lastCapitalised = false;
  }

  void word(Kind kind, boolean capitalised) {
    for (int i = WINDOW - 1; i > 0; i--) {
      recent[i] = recent[i - 1];
    }
    recent[0] = kind;
    known = Math.min(known + 1, WINDOW);
    lastCapitalised = capitalised;
  }

  /** How many of the last three words were of this kind. */
  int recent(Kind kind) {
    int count = 0;
    for (int i = 0; i < known; i++) {
      if (recent[i] == kind) {
        count++;
      }
    }
    return count;
  }

  boolean lastCapitalised() {
    return lastCapitalised;
  }

  /** Whether a sentence ends with the character at {@code index}. */
  static boolean endsAt(PreparedText text, int index) {
    switch (text.chars[index]) {
      case '\n':
        return true;
      case '.', '!', '?', '…':
        return text.isBlank(index + 1);
      default:
        return false;
    }
  }

  /** Whether every letter of the sentence around {@code index} is a capital. */
  boolean isAllCapitals(int index) {
    look(index);
    return allCapitals;
  }

  /** Whether the sentence around {@code index} has more than one word. */
  boolean hasSeveralWords(int index) {
    look(index);
    return wordCount > 1;
  }

  /** Each stretch is looked through once, so this adds only linear time. */
  private void look(int index) {
    if (index >= capitalsFrom && index < capitalsTo) {
      return;
    }
    int i = Math.max(start, capitalsTo);
    capitalsFrom = i;
    allCapitals = true;
    wordCount = 0;
    boolean inWord = false;
    while (i < text.length && !(i >= index && Sentence.endsAt(text, i))) {
      boolean letter = text.lower[i] >= 'a' && text.lower[i] <= 'z';
      allCapitals &= !letter || text.isUpper(i);
      wordCount += letter && !inWord ? 1 : 0;
      inWord = letter || inWord && text.chars[i] == '\'';
      i++;
    }
    capitalsTo = Math.max(i, index + 1);
  }
}
