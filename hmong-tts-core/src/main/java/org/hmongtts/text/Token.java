package org.hmongtts.text;

import java.time.Duration;
import java.util.List;

/** One piece of normalised text, in the order in which it is spoken. */
public sealed interface Token {

  /** Where it came from in the original text. */
  TextRange range();

  /** How it stands in the normalised text; empty if it is left out there. */
  String text();

  /**
   * A Hmong syllable.
   *
   * @param word counts the written words and numbers of the text from 0, so that the syllables of
   *     one word can be told from those of the next
   * @param foreign whether it respells a word that is not Hmong
   */
  record Spoken(Syllable syllable, TextRange range, int word, boolean foreign) implements Token {
    @Override
    public String text() {
      return syllable.rpa();
    }
  }

  /**
   * A word that is not Hmong, passed on as it is spelt, or left out.
   *
   * @param text the word; empty when it was left out
   * @param respelling the Hmong syllables nearest to it, never empty
   */
  record Foreign(String text, List<Syllable> respelling, TextRange range, int word)
      implements Token {
    public Foreign {
      respelling = List.copyOf(respelling);
    }
  }

  /**
   * A silence.
   *
   * @param length at a normal rate of speech
   */
  record Pause(PauseMark mark, Duration length, TextRange range) implements Token {
    @Override
    public String text() {
      return String.valueOf(mark.mark());
    }
  }

  /**
   * Characters that no rule can read, such as another script.
   *
   * @param text the characters where they are passed on; empty where they are left out
   */
  record Unreadable(String text, TextRange range) implements Token {}
}
