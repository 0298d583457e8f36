package org.hmongtts.text.internal;

import org.hmongtts.text.DateOrder;
import org.hmongtts.text.Rule;

/** Reads dates in digits, with English month names, and numbers beside a Hmong month. */
final class DateReader {

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private final Cardinals cardinals;
  private final Words words;

  DateReader(Reader reader, Cardinals cardinals, Words words) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
    this.cardinals = cardinals;
    this.words = words;
  }

  /** Reads the date that begins with the digit at {@code from}; returns {@code from} if none. */
  int read(int from) {
    int end = numeric(from);
    if (end == from) {
      end = decade(from);
    }
    if (end == from) {
      end = dayBeforeEnglishMonth(from);
    }
    if (end == from) {
      end = besideHmongMonth(from);
    }
    return end;
  }

  private int value(int from, int to) {
    return Integer.parseInt(new String(text.chars, from, to - from));
  }

  private int numeric(int from) {
    int first = text.digitsEnd(from, 5);
    char sign = first < text.length ? text.chars[first] : ' ';
    if (first - from > 4 || sign != '/' && sign != '-' && sign != '.' || continues(from - 1)) {
      return from;
    }
    int second = text.digitsEnd(first + 1, 3);
    if (second - first - 1 < 1 || second - first - 1 > 2 || !text.is(second, sign)) {
      return from;
    }
    int third = text.digitsEnd(second + 1, 5);
    int yearDigits = third - second - 1;
    if (text.isDigit(third) || continuesWith(third) || text.isAsciiLetter(third)) {
      return from;
    }
    int a = value(from, first);
    int b = value(first + 1, second);
    if (first - from == 4 && yearDigits >= 1 && yearDigits <= 2 && sign != '.') {
      return say(from, third, b, value(second + 1, third), a);
    }
    if (first - from > 2 || yearDigits != 4 && (yearDigits != 2 || sign == '.')) {
      return from;
    }
    int year = value(second + 1, third);
    if (yearDigits == 2) {
      year += year < 50 ? 2000 : 1900;
    }
    boolean dayFirst =
        sign == '.' || (reader.options.dateOrder() == DateOrder.DAY_FIRST ? b <= 12 : a > 12);
    return dayFirst ? say(from, third, b, a, year) : say(from, third, a, b, year);
  }

  private boolean continues(int index) {
    return text.is(index, '/') || text.is(index, '-') || text.is(index, '.') || text.isDigit(index);
  }

  private boolean continuesWith(int index) {
    return (text.is(index, '/') || text.is(index, '-') || text.is(index, '.'))
        && text.isDigit(index + 1);
  }

  private static boolean isDay(int month, int day) {
    return switch (month) {
      case 2 -> day >= 1 && day <= 29;
      case 4, 6, 9, 11 -> day >= 1 && day <= 30;
      default -> month >= 1 && month <= 12 && day >= 1 && day <= 31;
    };
  }

  private int say(int from, int end, int month, int day, int year) {
    if (!isDay(month, day) || year == 0) {
      return from;
    }
    String said =
        isDayAnnounced()
            ? cardinals.say(day) + ' ' + month(month) + year(year)
            : month(month) + ' ' + words.day() + ' ' + cardinals.say(day) + year(year);
    sink.say(from, end, said, Rule.DATE);
    return end;
  }

  /** Whether the words before the day already say that it is one. */
  private boolean isDayAnnounced() {
    return (sink.said(1) + ' ' + sink.said(0)).equals(words.day());
  }

  private String month(int month) {
    String number = month == 7 ? words.sevenMonth() : cardinals.say(month);
    String name = month == 7 ? "" : month == 6 || month == 8 || month == 10 ? " hli" : " hlis";
    return "lub " + number + name + " ntuj";
  }

  private String year(int year) {
    return " xyoo " + cardinals.say(year);
  }

  /** {@code 1990s}. */
  private int decade(int from) {
    int end = text.digitsEnd(from, 5);
    boolean plural =
        end - from == 4
            && text.is(end - 1, '0')
            && text.is(end, 's')
            && !text.isAsciiLetter(end + 1)
            && !text.isDigit(end + 1);
    if (!plural || value(from, end) < 1000) {
      return from;
    }
    String lead = sink.said(0).equals("xyoo") ? "" : "cov xyoo ";
    sink.say(from, end + 1, lead + cardinals.say(value(from, end)), Rule.DATE);
    return end + 1;
  }

  /** {@code 7 February 2015}. */
  private int dayBeforeEnglishMonth(int from) {
    int end = text.digitsEnd(from, 3);
    int name = text.skipSpaces(ordinalEnd(end));
    int nameEnd = text.lettersEnd(name);
    if (end - from > 2 || name == end || !text.isUpper(name)) {
      return from;
    }
    int month = englishMonth(name, nameEnd);
    if (month == 0 || !isDay(month, value(from, end))) {
      return from;
    }
    int last = text.is(nameEnd, '.') && nameEnd - name <= 4 ? nameEnd + 1 : nameEnd;
    return withYear(from, last, month, value(from, end));
  }

  private int ordinalEnd(int end) {
    int letters = text.lettersEnd(end);
    return text.isWord(end, letters, "st")
            || text.isWord(end, letters, "nd")
            || text.isWord(end, letters, "rd")
            || text.isWord(end, letters, "th")
        ? letters
        : end;
  }

  /** {@code Feb. 7, 2015}, {@code February 2015}; the name stands at {@code from..to}. */
  int monthName(int from, int to) {
    int number = text.skipSpaces(text.is(to, '.') ? to + 1 : to);
    if (!text.isDigit(number) || number == to || !text.isUpper(from)) {
      return from;
    }
    int month = englishMonth(from, to);
    int end = text.digitsEnd(number, 5);
    if (month == 0 || end - number == 3 || end - number == 5 || isMore(end)) {
      return from;
    }
    int value = value(number, end);
    if (end - number == 4) {
      sink.say(from, end, month(month) + (value == 0 ? "" : year(value)), Rule.DATE);
      return end;
    }
    return isDay(month, value) ? withYear(from, ordinalEnd(end), month, value) : from;
  }

  /** Whether the number that ends at {@code end} goes on, as a time or a larger number does. */
  private boolean isMore(int end) {
    return text.isDigit(end)
        || (text.is(end, ':') || text.is(end, '/') || text.is(end, ',') || text.is(end, '.'))
            && text.isDigit(end + 1);
  }

  /** Says month and day, and the year if one follows. */
  private int withYear(int from, int end, int month, int day) {
    int year = yearStart(end);
    int yearEnd = text.digitsEnd(year, 5);
    String said =
        isDayAnnounced()
            ? cardinals.say(day) + ' ' + month(month)
            : month(month) + ' ' + words.day() + ' ' + cardinals.say(day);
    if (yearEnd - year == 4 && value(year, yearEnd) >= 1000 && !isMore(yearEnd)) {
      sink.say(from, yearEnd, said + year(value(year, yearEnd)), Rule.DATE);
      return yearEnd;
    }
    sink.say(from, end, said, Rule.DATE);
    return end;
  }

  private int yearStart(int end) {
    return text.skipSpaces(text.is(end, ',') ? end + 1 : end);
  }

  private int englishMonth(int from, int to) {
    if (to - from < 3 || to - from > 9) {
      return 0;
    }
    return switch (text.lower(from, to)) {
      case "jan", "january" -> 1;
      case "feb", "february" -> 2;
      case "mar", "march" -> 3;
      case "apr", "april" -> 4;
      case "may" -> 5;
      case "jun", "june" -> 6;
      case "jul", "july" -> 7;
      case "aug", "august" -> 8;
      case "sep", "sept", "september" -> 9;
      case "oct", "october" -> 10;
      case "nov", "november" -> 11;
      case "dec", "december" -> 12;
      default -> 0;
    };
  }

  /** {@code Lub Ob Hlis 7, 2015} and {@code 7 Lub Ob Hlis 2015}: says what the numbers are. */
  private int besideHmongMonth(int from) {
    int end = text.digitsEnd(from, 5);
    if (end - from > 4 || end - from == 3 || isMore(end) || text.isAsciiLetter(end)) {
      return from;
    }
    int value = value(from, end);
    boolean afterMonth = isAfterMonth();
    if (end - from == 4) {
      if (!afterMonth || value < 1000) {
        return from;
      }
      sink.say(from, end, "xyoo " + cardinals.say(value), Rule.DATE);
      return end;
    }
    if (value < 1 || value > 31) {
      return from;
    }
    String day = words.day() + ' ' + cardinals.say(value);
    if (afterMonth) {
      int year = yearStart(end);
      int yearEnd = text.digitsEnd(year, 5);
      if (yearEnd - year == 4 && value(year, yearEnd) >= 1000 && !isMore(yearEnd)) {
        sink.say(from, yearEnd, day + year(value(year, yearEnd)), Rule.DATE);
        return yearEnd;
      }
    }
    if (!afterMonth && (isDayAnnounced() || !isBeforeMonth(end))) {
      return from;
    }
    sink.say(from, end, day, Rule.DATE);
    return end;
  }

  /**
   * Whether the last syllables said are <i>lub</i>, a number and <i>hlis</i>, perhaps <i>ntuj</i>.
   */
  private boolean isAfterMonth() {
    int month = sink.said(0).equals("ntuj") ? 1 : 0;
    String name = sink.said(month);
    if (!name.equals("hlis") && !name.equals("hli") || !isMonthNumber(sink.said(month + 1))) {
      return false;
    }
    String lead = sink.said(month + 2);
    return lead.equals("lub") || lead.equals("kaum") && sink.said(month + 3).equals("lub");
  }

  private boolean isMonthNumber(String word) {
    switch (word) {
      case "ib", "ob", "peb", "plaub", "tsib", "rau", "xya", "xyaa", "yim", "cuaj", "kaum":
        return true;
      default:
        return false;
    }
  }

  private boolean isBeforeMonth(int end) {
    int lub = text.skipSpaces(end);
    int at = text.skipSpaces(text.lettersEnd(lub));
    if (lub == end || !text.isWord(lub, text.lettersEnd(lub), "lub")) {
      return false;
    }
    int numberEnd = text.isDigit(at) ? text.digitsEnd(at, 2) : text.lettersEnd(at);
    if (!text.isDigit(at) && !isMonthNumber(text.lower(at, numberEnd))) {
      return false;
    }
    if (text.isWord(at, numberEnd, "kaum")) {
      int more = text.skipSpaces(numberEnd);
      int moreEnd = text.lettersEnd(more);
      if (isMonthNumber(text.lower(more, moreEnd))) {
        numberEnd = moreEnd;
      }
    }
    int name = text.skipSpaces(numberEnd);
    int nameEnd = text.lettersEnd(name);
    return text.isWord(name, nameEnd, "hlis") || text.isWord(name, nameEnd, "hli");
  }
}
