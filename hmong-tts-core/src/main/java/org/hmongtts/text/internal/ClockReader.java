package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/** Reads times of the day: {@code 8:30 AM}, {@code 14:05}, {@code 8 pm}. */
final class ClockReader {

  private final PreparedText text;
  private final TokenSink sink;
  private final Cardinals cardinals;
  private final Words words;

  ClockReader(Reader reader, Cardinals cardinals, Words words) {
    this.text = reader.text;
    this.sink = reader.sink;
    this.cardinals = cardinals;
    this.words = words;
  }

  /** Reads the time at {@code from}; returns where it ended, {@code from} if it is none. */
  int read(int from) {
    int hours = text.digitsEnd(from, 3);
    if (hours - from > 2 || text.is(from - 1, ':')) {
      return from;
    }
    int hour = value(from, hours);
    if (!text.is(hours, ':')) {
      return hour >= 1 && hour <= 12 ? wholeHour(from, hours, hour) : from;
    }
    int minutes = text.digitsEnd(hours + 1, 3);
    if (minutes - hours != 3) {
      return from;
    }
    int minute = value(hours + 1, minutes);
    if (hour > 24 || minute > 59) {
      sink.say(from, minutes, cardinals.say(hour) + " , " + cardinals.say(minute), Rule.TIME);
      return minutes;
    }
    StringBuilder said = new StringBuilder(cardinals.say(hour)).append(" teev");
    if (minute == 30) {
      said.append(' ').append(words.halfHour());
    } else if (minute > 0) {
      said.append(' ').append(cardinals.say(minute)).append(" feeb");
    }
    int end = minutes;
    int seconds = text.digitsEnd(minutes + 1, 3);
    if (text.is(minutes, ':') && seconds - minutes == 3 && value(minutes + 1, seconds) < 60) {
      end = seconds;
      if (value(minutes + 1, seconds) > 0) {
        said.append(' ').append(cardinals.say(value(minutes + 1, seconds))).append(" chib");
      }
    }
    int next = text.skipSpaces(end);
    if (text.isWord(next, text.lettersEnd(next), "teev")) {
      end = text.lettersEnd(next);
    }
    return say(from, end, said);
  }

  private int wholeHour(int from, int hours, int hour) {
    StringBuilder said = new StringBuilder(cardinals.say(hour)).append(" teev");
    return dayPart(hours) == null ? from : say(from, hours, said);
  }

  private int say(int from, int time, StringBuilder said) {
    Units.Unit part = dayPart(time);
    int end = part == null ? time : part.end();
    sink.say(from, end, part == null ? said : said.append(' ').append(part.words()), Rule.TIME);
    return end;
  }

  /** The part of the day that is written at {@code index}, or null. */
  private Units.Unit dayPart(int index) {
    int from = text.is(index, ' ') ? index + 1 : index;
    int letters = text.lettersEnd(from);
    if (text.isWord(from, letters, "noon")) {
      return new Units.Unit("tav su", letters);
    }
    if (text.isWord(from, letters, "midnight")) {
      return new Units.Unit("ib tag hmo", letters);
    }
    boolean morning = from < text.length && text.lower[from] == 'a';
    if (!morning && !(from < text.length && text.lower[from] == 'p')) {
      return null;
    }
    int second = text.is(from + 1, '.') ? from + 2 : from + 1;
    if (second >= text.length || text.lower[second] != 'm' || text.isAsciiLetter(second + 1)) {
      return null;
    }
    int end = second + 1;
    if (second == from + 2 && text.is(end, '.') && goesOn(end + 1)) {
      end++;
    }
    return new Units.Unit(morning ? words.morning() : "tsaus ntuj", end);
  }

  /** Whether the sentence goes on after the full stop of {@code a.m.}. */
  private boolean goesOn(int index) {
    int next = text.skipSpaces(index);
    return next < text.length && text.chars[next] != '\n' && !text.isUpper(next);
  }

  private int value(int from, int to) {
    return Integer.parseInt(new String(text.chars, from, to - from));
  }
}
