package org.hmongtts.text.internal;

import java.time.Duration;
import org.hmongtts.text.PauseMark;
import org.hmongtts.text.Rule;

/** Reads punctuation: marks and line ends to pauses, quotes and the like to nothing. */
final class MarkReader {

  private static final Duration BRACKET = Duration.ofMillis(150);
  private static final Duration PARAGRAPH = Duration.ofMillis(800);

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;

  MarkReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
  }

  /** Reads the mark at {@code i}; returns where it ended. */
  int read(int i) {
    switch (text.chars[i]) {
      case '\n':
        return lineEnd(i);
      case ',':
        return pause(i, i + 1, PauseMark.COMMA);
      case ';':
        return pause(i, i + 1, PauseMark.SEMICOLON);
      case ':':
        return pause(i, i + 1, PauseMark.COLON);
      case '!':
        return pause(i, i + 1, PauseMark.EXCLAMATION);
      case '?':
        return pause(i, i + 1, PauseMark.QUESTION);
      case '…':
        return pause(i, i + 1, PauseMark.ELLIPSIS);
      case '.':
        return dots(i);
      case '(', ')', '[', ']', '{', '}':
        return bracket(i);
      case '-', '–', '—', '−':
        return dash(i);
      default:
        sink.drop(i, i + 1, Rule.PUNCTUATION);
        return i + 1;
    }
  }

  private int pause(int from, int to, PauseMark mark) {
    sink.pause(from, to, mark, mark.length(), false);
    if (mark.endsSentence() && text.isBlank(to)) {
      reader.sentence.startAt(to);
    }
    return to;
  }

  private int lineEnd(int from) {
    int to = from;
    int lines = 0;
    while (to < text.length && text.isBlank(to)) {
      lines += text.chars[to] == '\n' ? 1 : 0;
      to++;
    }
    if (reader.isOn(Rule.PUNCTUATION)) {
      Duration length = lines > 1 ? PARAGRAPH : PauseMark.PERIOD.length();
      sink.pause(from, to, PauseMark.PERIOD, length, true);
    }
    reader.sentence.startAt(to);
    return to;
  }

  private int dots(int from) {
    int to = from;
    while (text.is(to, '.') || text.is(to, '…')) {
      to++;
    }
    if (to - from == 1 && reader.numbers.endedAt(from) && text.isDigit(to)) {
      sink.say(from, to, "tee", Rule.DECIMAL);
      return to;
    }
    return pause(from, to, to - from > 1 ? PauseMark.ELLIPSIS : PauseMark.PERIOD);
  }

  private int bracket(int i) {
    if (reader.isOn(Rule.PUNCTUATION)) {
      sink.pause(i, i + 1, PauseMark.COMMA, BRACKET, false);
    } else {
      sink.drop(i, i + 1, Rule.SYMBOL);
    }
    return i + 1;
  }

  /** A dash: "up to" between numbers, minus before one, a pause between words, or a joint. */
  private int dash(int from) {
    int to = from;
    while (text.is(to, '-') || text.is(to, '–') || text.is(to, '—')) {
      to++;
    }
    if (to - from <= 1) {
      to = from + 1;
      String said = sign(from, to);
      if (said != null) {
        sink.say(from, to, said, text.is(from, '−') || !isRange(from, to) ? Rule.SIGN : Rule.RANGE);
        return to;
      }
    }
    boolean spaced = text.isBlank(from - 1) && text.isBlank(to);
    boolean parts = text.is(from, '—') || to - from > 1;
    if ((spaced || parts) && reader.isOn(Rule.PUNCTUATION)) {
      return pause(from, to, PauseMark.COMMA);
    }
    sink.drop(from, to, Rule.DIVISION);
    return to;
  }

  private String sign(int from, int to) {
    Words words = Words.of(reader.options);
    int next = text.skipSpaces(to);
    boolean amount = text.isDigit(to) || isMoney(to);
    if (text.is(from, '−')) {
      boolean between = reader.numbers.isAfterNumber(from) && text.isDigit(next);
      return (amount || between) && reader.isOn(Rule.SIGN) ? words.minus() : null;
    }
    if (isRange(from, to)) {
      return reader.isOn(Rule.RANGE) ? words.upTo() : null;
    }
    boolean opens =
        from == 0 || text.isBlank(from - 1) || "([{\"'".indexOf(text.chars[from - 1]) >= 0;
    boolean minus = text.is(from, '-') && amount && opens && !reader.numbers.isAfterNumber(from);
    return minus && reader.isOn(Rule.SIGN) ? words.minus() : null;
  }

  /** Between numbers without spaces, or with spaces around an en dash. */
  private boolean isRange(int from, int to) {
    if (reader.numbers.endedAt(from)) {
      return text.isDigit(to) || isMoney(to);
    }
    int next = text.skipSpaces(to);
    return text.is(from, '–')
        && reader.numbers.isAfterNumber(from)
        && next > to
        && (text.isDigit(next) || isMoney(next));
  }

  private boolean isMoney(int index) {
    return index < text.length
        && "$€£¥₭฿₫".indexOf(text.chars[index]) >= 0
        && text.isDigit(index + 1);
  }
}
