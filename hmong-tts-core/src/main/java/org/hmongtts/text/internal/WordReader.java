package org.hmongtts.text.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.text.Rule;
import org.hmongtts.text.Syllable;

/** Reads words: user's words, Hmong words, names, initials, and all else as foreign. */
final class WordReader {

  private static final int LOOKAHEAD = 200;

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private final Sentence sentence;
  private final WordDivider divider;
  private final ForeignReader foreign;
  private final AbbreviationReader abbreviations;

  WordReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
    this.sentence = reader.sentence;
    this.divider = new WordDivider(reader.options);
    this.foreign = new ForeignReader(reader);
    this.abbreviations = new AbbreviationReader(reader);
  }

  /** Whether a letter of the Latin, Greek or Cyrillic script stands at {@code i}. */
  static boolean isWordStart(PreparedText text, int i) {
    char c = text.lower[i];
    if (c < 128) {
      return c >= 'a' && c <= 'z';
    }
    int cp = Character.codePointAt(text.chars, i, text.length);
    if (!Character.isLetter(cp)) {
      return false;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(cp);
    return script == Character.UnicodeScript.LATIN
        || script == Character.UnicodeScript.GREEK
        || script == Character.UnicodeScript.CYRILLIC;
  }

  /** The end of the letters from {@code from}, with apostrophes between them. */
  int end(int from) {
    int i = from;
    while (i < text.length) {
      char c = text.lower[i];
      if (c >= 'a' && c <= 'z') {
        i++;
      } else if (c == '\'' && i > from && i + 1 < text.length && isWordStart(text, i + 1)) {
        i++;
      } else if (c >= 128 && isWordStart(text, i)) {
        i += Character.charCount(Character.codePointAt(text.chars, i, text.length));
      } else if (c >= 128 && i > from && isMark(i)) {
        i++;
      } else {
        break;
      }
    }
    return i;
  }

  private boolean isMark(int i) {
    int type = Character.getType(text.chars[i]);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  /** Reads the word at {@code from}; returns where it ended. */
  int read(int from) {
    int to = end(from);
    if (!isAscii(from, to)) {
      LookAlikes.fold(text, from, to, () -> divide(from, to));
    }
    boolean capitalised = text.isUpper(from);
    if (!reader.options.lexicon().isEmpty() && usersWord(from, to)) {
      sentence.word(Sentence.Kind.HMONG, capitalised);
      return to;
    }
    int end = beforeSign(from, to);
    if (end > from) {
      sentence.word(Sentence.Kind.HMONG, capitalised);
      return end;
    }
    int stem = possessiveStem(from, to);
    Sentence.Kind kind = kind(from, stem);
    boolean spoken;
    if (kind == Sentence.Kind.LOOKALIKE) {
      spoken = !isAmongForeign(to);
    } else {
      spoken = kind == Sentence.Kind.HMONG;
    }
    end = to;
    if (spoken && !foreign.isHmongLookingName(from, stem) && divide(from, stem)) {
      say(from, to);
    } else {
      end = foreign.read(from, stem, to, kind != Sentence.Kind.FOREIGN);
    }
    sentence.word(kind, capitalised);
    return end;
  }

  private boolean isAscii(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.lower[i] >= 128) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a word together with what follows: a full stop, a number beside a month, a repetition
   * digit, the digits of a code. Returns {@code from} if it is nothing such.
   */
  private int beforeSign(int from, int to) {
    int end = from;
    if (reader.isOn(Rule.ABBREVIATION)) {
      end = abbreviations.read(from, to);
    }
    if (end == from && (text.is(to, ' ') || text.is(to, '.'))) {
      end = reader.numbers.monthName(from, to);
    }
    if (end == from && text.isDigit(to)) {
      end = repeated(from, to);
    }
    if (end == from && isCode(from, to)) {
      foreign.code(from, to);
      end = to;
    }
    return end;
  }

  /** {@code zoo2}, {@code tebchaws3}: the last syllable twice or three times. */
  private int repeated(int from, int to) {
    int times = text.chars[to] - '0';
    int end = to + 1;
    boolean alone =
        end >= text.length
            || !text.isDigit(end)
                && !isWordStart(text, end)
                && !((text.is(end, '.') || text.is(end, ',')) && text.isDigit(end + 1));
    if (!alone
        || times < 2
        || times > 3
        || to - from < 2
        || isCapitals(from, to)
        || !reader.isOn(Rule.REDUPLICATION)
        || !divider.dividePlain(text.lower, text.chars, from, to)) {
      return from;
    }
    sink.open(from);
    addDivision(from);
    for (int i = 1; i < times; i++) {
      sink.syllable(divider.syllables[divider.count - 1], to, end, false);
    }
    sink.close(from, end, Rule.REDUPLICATION);
    return end;
  }

  private boolean isCapitals(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!text.isUpper(i)) {
        return false;
      }
    }
    return true;
  }

  /** Up to four capitals before a digit, or one between digits or before a hyphen and a digit. */
  private boolean isCode(int from, int to) {
    boolean beside =
        text.isDigit(to)
            || to - from == 1
                && (text.isDigit(from - 1) || text.is(to, '-') && text.isDigit(to + 1));
    return beside && to - from <= 4 && reader.isOn(Rule.CODE) && isCapitals(from, to);
  }

  private boolean usersWord(int from, int to) {
    Optional<List<Syllable>> reading =
        reader.options.lexicon().find(text.lower(from, to), reader.options.dialect());
    if (reading.isEmpty()) {
      return false;
    }
    sink.open(from);
    for (Syllable syllable : reading.get()) {
      sink.syllable(Rpa.index(syllable), from, to, false);
    }
    sink.close(from, to, Rule.LEXICON);
    return true;
  }

  /** The end of the word without {@code 's}. */
  private int possessiveStem(int from, int to) {
    return to - from > 2 && text.lower[to - 1] == 's' && text.lower[to - 2] == '\'' ? to - 2 : to;
  }

  private Sentence.Kind kind(int from, int to) {
    if (to - from <= 4 && Vocabulary.LOOKALIKES.contains(text.lower(from, to))) {
      return Sentence.Kind.LOOKALIKE;
    }
    return divide(from, to) ? Sentence.Kind.HMONG : Sentence.Kind.FOREIGN;
  }

  private boolean divide(int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.lower[i] == '\'') {
        return divideAtApostrophes(from, to);
      }
    }
    return divider.divide(text.lower, text.chars, from, to);
  }

  /** Syllables joined by apostrophes; every part must be Hmong. */
  private boolean divideAtApostrophes(int from, int to) {
    int start = from;
    int[] syllables = new int[2 * (to - from)];
    int[] ends = new int[2 * (to - from)];
    int count = 0;
    for (int i = from; i <= to; i++) {
      if (i < to && text.lower[i] != '\'') {
        continue;
      }
      if (!divider.divide(text.lower, text.chars, start, i)) {
        return false;
      }
      for (int k = 0; k < divider.count; k++) {
        syllables[count] = divider.syllables[k];
        ends[count++] = start - from + divider.ends[k];
      }
      start = i + 1;
    }
    divider.syllables = syllables;
    divider.ends = ends;
    divider.count = count;
    divider.rule = Rule.DIVISION;
    return true;
  }

  /** Says the last division; {@code end} is where the word ends in writing. */
  private void say(int from, int end) {
    sink.open(from);
    addDivision(from);
    sink.close(from, end, divider.rule);
  }

  /** Adds the syllables of the last division; those whose joint is hidden share their letters. */
  private void addDivision(int from) {
    int start = 0;
    int last = 0;
    for (int k = 0; k < divider.count; k++) {
      int end = divider.ends[k];
      start = end > last ? last : start;
      sink.syllable(divider.syllables[k], from + start, from + end, false);
      last = end;
    }
  }

  /** Adds the word {@code from..to} to the group that is open, Hmong or not. */
  void add(int from, int to) {
    if (divide(from, to)) {
      addDivision(from);
    } else {
      foreign.add(from, to);
    }
  }

  /** Whether at least half of the words near a lookalike are foreign; its own kind not counted. */
  private boolean isAmongForeign(int to) {
    int foreignWords = sentence.recent(Sentence.Kind.FOREIGN);
    int hmongWords = sentence.recent(Sentence.Kind.HMONG);
    int i = to;
    int limit = Math.min(text.length, to + LOOKAHEAD);
    for (int seen = 0; seen < 3 && i < limit; ) {
      if (Sentence.endsAt(text, i)) {
        break;
      }
      if (!isWordStart(text, i)) {
        i++;
        continue;
      }
      int end = end(i);
      Sentence.Kind kind =
          end - i > LOOKAHEAD ? Sentence.Kind.FOREIGN : kind(i, possessiveStem(i, end));
      foreignWords += kind == Sentence.Kind.FOREIGN ? 1 : 0;
      hmongWords += kind == Sentence.Kind.HMONG ? 1 : 0;
      seen++;
      i = end;
    }
    return foreignWords > 0 && foreignWords >= hmongWords;
  }

  /** Reports characters that no rule can read. */
  void unreadable(int from, int to) {
    foreign.unreadable(from, to);
  }

  /** Respelled syllables of a foreign word. */
  static List<Syllable> syllables(String words) {
    List<Syllable> all = new ArrayList<>();
    for (String word : words.split(" ")) {
      Syllable.parse(word).ifPresent(all::add);
    }
    return all;
  }
}
