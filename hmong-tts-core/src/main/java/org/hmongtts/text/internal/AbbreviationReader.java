package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/** Reads abbreviations, and letters with full stops, whose stops do not end a sentence. */
final class AbbreviationReader {

  private static final int MOST_INITIALS = 8;

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;

  AbbreviationReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
  }

  /** Reads the abbreviation at {@code from..to}; returns {@code from} if it is none. */
  int read(int from, int to) {
    int length = to - from;
    if (length == 1 && text.is(to, '.')) {
      return text.isAsciiLetter(from) ? initials(from) : from;
    }
    if (length > 4 || length < 2) {
      return from;
    }
    boolean dot = text.is(to, '.');
    if (!dot && !isVowelless(from, to)) {
      return from;
    }
    String words = words(from, to, dot);
    if (words == null) {
      return from;
    }
    int end = dot && !endsText(to + 1) ? to + 1 : to;
    sink.say(from, end, words, Rule.ABBREVIATION);
    return end;
  }

  /** Whether these letters are read as an abbreviation, at least with a full stop. */
  static boolean isListed(String letters) {
    switch (letters) {
      case "mr", "mrs", "ms", "dr", "st", "etc", "vs", "jr", "sr", "inc":
        return true;
      default:
        return false;
    }
  }

  private boolean isVowelless(int from, int to) {
    for (int i = from; i < to; i++) {
      if (Rpa.isVowel(text.lower[i])) {
        return text.isWord(from, to, "etc");
      }
    }
    return true;
  }

  private String words(int from, int to, boolean dot) {
    Words dialect = Words.of(reader.options);
    switch (text.lower(from, to)) {
      case "mr":
        return text.isUpper(from) ? "mis taws" : null;
      case "mrs":
        return text.isUpper(from) ? "mis xis" : null;
      case "ms":
        return text.isUpper(from) ? "mis" : null;
      case "dr":
        return text.isUpper(from) ? doctor(dot ? to + 1 : to) : null;
      case "st":
        return dot && text.isUpper(from) ? "xees" : null;
      case "etc":
        return dialect.andSoOn();
      case "vs":
        return "tawm tsam";
      case "no":
        return dot && text.isUpper(from) && text.isDigit(text.skipSpaces(to + 1))
            ? "naj npawb"
            : null;
      case "jr":
      case "sr":
      case "inc":
        return dot ? Respeller.respell(text.lower(from, to)) : null;
      default:
        return null;
    }
  }

  private String doctor(int end) {
    int next = text.skipSpaces(end);
    boolean named = text.isAsciiLetter(next) && text.isUpper(next);
    return named && reader.options.translateLoans() ? "kws kho mob" : "dos taws";
  }

  /** Whether a full stop before {@code index} ends the text or the line, and so the sentence. */
  private boolean endsText(int index) {
    int next = text.skipSpaces(index);
    return next >= text.length || text.chars[next] == '\n';
  }

  /** {@code U.S.A.}, {@code e.g.}, or the initial of a name. */
  private int initials(int from) {
    int end = from;
    int count = 0;
    boolean capitals = true;
    while (count < MOST_INITIALS && text.isAsciiLetter(end) && !text.isAsciiLetter(end + 1)) {
      capitals &= text.isUpper(end);
      count++;
      end++;
      if (!text.is(end, '.')) {
        break;
      }
      end++;
    }
    boolean lastDot = text.is(end - 1, '.');
    if (text.isAsciiLetter(end) || text.isDigit(end)) {
      return from;
    }
    int said = lastDot && endsText(end) ? end - 1 : end;
    if (count == 1) {
      return capitals && said == end ? initial(from, end) : from;
    }
    String letters = Latin.letters(text.lower, from, end);
    String words = capitals ? capitals(letters) : small(letters);
    if (words == null) {
      return from;
    }
    sink.say(from, said, words, capitals ? Rule.LETTERS : Rule.ABBREVIATION);
    return said;
  }

  private int initial(int from, int end) {
    int syllable = Rpa.parse(text.lower, from, from + 1);
    String words = syllable >= 0 ? text.lower(from, from + 1) : LetterNames.of(text.lower[from]);
    sink.say(from, end, words, Rule.ABBREVIATION);
    return end;
  }

  private static String capitals(String letters) {
    String name = Vocabulary.NAMES.get(letters);
    return name != null ? name : LetterNames.spell(letters);
  }

  private String small(String letters) {
    Words dialect = Words.of(reader.options);
    switch (letters) {
      case "eg":
        return "xws li";
      case "ie":
        return dialect.thatIs();
      case "am":
        return dialect.morning();
      case "pm":
        return "tsaus ntuj";
      default:
        return null;
    }
  }
}
