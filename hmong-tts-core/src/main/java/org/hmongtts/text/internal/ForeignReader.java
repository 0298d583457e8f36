package org.hmongtts.text.internal;

import java.text.Normalizer;
import org.hmongtts.text.ForeignWords;
import org.hmongtts.text.Rule;

/** Reads words that are not Hmong: names that have a Hmong form, initials, and any other. */
final class ForeignReader {

  private static final int LONGEST_NAME = 16;

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;

  ForeignReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
  }

  /**
   * Reads the word {@code from..to}, whose letters without a possessive end at {@code stem}; a name
   * may take in the next word. Returns where it ended.
   *
   * @param looksHmong whether the letters could be Hmong too
   */
  int read(int from, int stem, int to, boolean looksHmong) {
    String letters = Latin.letters(text.lower, from, stem);
    if (letters.isEmpty()) {
      unreadable(from, to);
      return to;
    }
    int second = secondWord(letters, to);
    if (second > to && reader.options.foreignWords() != ForeignWords.KEEP) {
      String both = letters + ' ' + text.lower(text.skipSpaces(to), second);
      sink.say(from, second, Vocabulary.NAMES.get(both), Rule.NAME, true);
      return second;
    }
    sink.open(from);
    Rule rule =
        looksHmong && reader.options.foreignWords() == ForeignWords.KEEP
            ? addUnmistakably(letters, from, stem, to)
            : add(letters, from, stem, to);
    sink.close(from, to, rule);
    return to;
  }

  /**
   * Adds a foreign word that could be Hmong, so that it is read the same when it has lost its
   * capitals and its neighbours: as the name it is, or in small letters.
   */
  private Rule addUnmistakably(String letters, int from, int stem, int to) {
    Reading reading = reading(letters, from, stem);
    if (reading.rule == Rule.FOREIGN) {
      sink.foreign(letters, WordReader.syllables(reading.words), from, to);
      return null;
    }
    sink.add(reading.words, from, to, true);
    return reading.rule;
  }

  private record Reading(String words, Rule rule) {}

  /** Adds a foreign word to the group that is open, after the option; returns the rule for it. */
  private Rule add(String letters, int from, int stem, int to) {
    return add(reading(letters, from, stem), letters, from, to);
  }

  private Rule add(Reading reading, String letters, int from, int to) {
    switch (reader.options.foreignWords()) {
      case RESPELL -> sink.add(reading.words, from, to, true);
      case LETTERS -> {
        sink.add(LetterNames.spell(letters), from, to, true);
        return Rule.LETTERS;
      }
      case KEEP -> {
        String spelling = spelling(from, to);
        sink.foreign(spelling, WordReader.syllables(reading.words), from, to);
        return null;
      }
      case SKIP -> {
        sink.foreign("", WordReader.syllables(reading.words), from, to);
        return Rule.FOREIGN;
      }
    }
    return reading.rule;
  }

  /** Adds the foreign word {@code from..to} to the group that is open. */
  void add(int from, int to) {
    String letters = Latin.letters(text.lower, from, to);
    if (letters.isEmpty()) {
      sink.unreadable("", from, to);
    } else if (AbbreviationReader.isListed(letters)) {
      sink.add(reading(letters, from, to).words, from, to, true); // kept, it would be read out
    } else {
      add(letters, from, to, to);
    }
  }

  /** Reads capitals beside a digit by the names of the letters. */
  void code(int from, int to) {
    sink.say(from, to, LetterNames.spell(text.lower(from, to)), Rule.CODE, true);
  }

  /** The end of the next word if the two together are a name, else {@code to}. */
  private int secondWord(String letters, int to) {
    if (letters.length() > LONGEST_NAME || !reader.isOn(Rule.NAME)) {
      return to;
    }
    int next = text.skipSpaces(to);
    int end = text.lettersEnd(next);
    return next > to
            && end > next
            && end - next <= LONGEST_NAME
            && Vocabulary.NAMES.containsKey(letters + ' ' + text.lower(next, end))
        ? end
        : to;
  }

  /** How a foreign word sounds in Hmong syllables. */
  private Reading reading(String letters, int from, int to) {
    if (letters.length() <= LONGEST_NAME) {
      String name = reader.isOn(Rule.NAME) ? name(letters, from) : null;
      if (name != null) {
        return new Reading(name, Rule.NAME);
      }
      if (isInitialism(from, to) || isSpelt(letters, from, to)) {
        return new Reading(LetterNames.spell(letters), Rule.LETTERS);
      }
    }
    return new Reading(Respeller.respell(Latin.atMostTwo(letters)), Rule.FOREIGN);
  }

  private String name(String letters, int from) {
    String name = Vocabulary.NAMES.get(letters);
    if (name == null && text.isUpper(from)) {
      name = Vocabulary.CLANS.get(letters);
    }
    if (name == null && reader.options.translateLoans()) {
      name = Vocabulary.LOANS.get(letters);
    }
    return name != null && letters.equals("hmong") ? hmong() : name;
  }

  private String hmong() {
    return Words.of(reader.options).hmong();
  }

  /**
   * Whether a word that could be Hmong is a clan in English spelling, because its neighbour has a
   * capital too, or listed initials in a sentence that is not all in capitals.
   */
  boolean isHmongLookingName(int from, int to) {
    if (!text.isUpper(from) || to - from > 4) {
      return false;
    }
    if (isInitialism(from, to)) {
      return !reader.sentence.isAllCapitals(from);
    }
    return reader.isOn(Rule.NAME)
        && to - from > 1
        && !text.isUpper(from + 1)
        && Vocabulary.CLANS.containsKey(text.lower(from, to))
        && (reader.sentence.lastCapitalised() && !sink.atPause() || isCapitalisedNext(to));
  }

  private boolean isCapitalisedNext(int to) {
    int next = text.skipSpaces(to);
    return next > to && text.isAsciiLetter(next) && text.isUpper(next);
  }

  /** Two to four capitals that are listed as spelt out. */
  boolean isInitialism(int from, int to) {
    if (to - from < 2 || to - from > 4 || !reader.isOn(Rule.LETTERS)) {
      return false;
    }
    int capitals = 0;
    for (int i = from; i < to; i++) {
      capitals += text.isUpper(i) ? 1 : 0;
    }
    return capitals >= 2
        && (capitals == to - from || text.isWord(from, to, "phd"))
        && Vocabulary.INITIALISMS.contains(text.lower(from, to));
  }

  /** Other capitals that are no word: short ones in running text, or any without a vowel. */
  private boolean isSpelt(String letters, int from, int to) {
    if (letters.length() == 1) {
      return !Rpa.isVowel(letters.charAt(0));
    }
    if (letters.length() > 4 || letters.length() != to - from || !reader.isOn(Rule.LETTERS)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!text.isUpper(i)) {
        return false;
      }
    }
    boolean shouted = reader.sentence.isAllCapitals(from) && reader.sentence.hasSeveralWords(from);
    return !shouted && (letters.length() < 4 || !isReadable(letters));
  }

  /**
   * Whether four capitals are said as a word: a vowel, and no more than two consonants together.
   */
  private static boolean isReadable(String letters) {
    boolean vowel = false;
    int consonants = 0;
    for (int i = 0; i < letters.length(); i++) {
      if ("aeiou".indexOf(letters.charAt(i)) >= 0) {
        vowel = true;
        consonants = 0;
      } else if (++consonants > 2) {
        return false;
      }
    }
    return vowel;
  }

  /** The prepared characters, composed again where a folded script left an accent behind. */
  private String spelling(int from, int to) {
    String spelling = new String(text.chars, from, to - from);
    return Normalizer.normalize(spelling, Normalizer.Form.NFC);
  }

  /** Reports a run that no rule can read; it is passed on only where foreign words are. */
  void unreadable(int from, int to) {
    sink.open(from);
    boolean kept = reader.options.foreignWords() == ForeignWords.KEEP;
    sink.unreadable(kept ? spelling(from, to) : "", from, to);
    sink.close(from, to, Rule.FOREIGN);
  }
}
