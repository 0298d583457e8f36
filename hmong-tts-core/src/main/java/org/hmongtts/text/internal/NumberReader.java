package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/** Reads what begins with a digit, the most special kind first. */
final class NumberReader {

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private final Cardinals cardinals;
  private final Words words;
  private final DateReader dates;
  private final ClockReader clock;
  private final PhoneReader phones;
  private final MoneyReader money;

  /** Where the last number or quantity ended; a range or an operation may follow it. */
  private int lastEnd = -1;

  /** Whether that was a sum of money or had a unit, so that a stroke after it is "per". */
  private boolean lastMeasured;

  NumberReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
    this.words = Words.of(reader.options);
    this.cardinals = new Cardinals(words);
    this.dates = new DateReader(reader, cardinals, words);
    this.clock = new ClockReader(reader, cardinals, words);
    this.phones = new PhoneReader(reader, cardinals);
    this.money = new MoneyReader(reader, cardinals);
  }

  /** Whether nothing but spaces stands between the last number and {@code index}. */
  boolean isAfterNumber(int index) {
    return lastEnd >= 0 && text.skipSpaces(lastEnd) == index;
  }

  /** Whether the last number ended exactly at {@code index}. */
  boolean endedAt(int index) {
    return lastEnd == index;
  }

  /** Whether the last number, ended at {@code index}, was money or had a unit. */
  boolean measuredUpTo(int index) {
    return lastEnd == index && lastMeasured;
  }

  Cardinals cardinals() {
    return cardinals;
  }

  int ended(int end, boolean measured) {
    lastEnd = end;
    lastMeasured = measured;
    return end;
  }

  /** Reads the number at the digit {@code from}; returns where it ended. */
  int read(int from) {
    int end = special(from);
    if (end > from) {
      return ended(end, false);
    }
    return quantity(from);
  }

  private int special(int from) {
    int end = reader.isOn(Rule.DATE) ? dates.read(from) : from;
    if (end == from && reader.isOn(Rule.TIME)) {
      end = clock.read(from);
    }
    if (end == from && reader.isOn(Rule.PHONE)) {
      end = phones.read(from);
    }
    return end;
  }

  /** Reads an English month name with its day or year; returns {@code from} if there is none. */
  int monthName(int from, int to) {
    int end = reader.isOn(Rule.DATE) ? dates.monthName(from, to) : from;
    return end > from ? ended(end, false) : from;
  }

  /** Reads a telephone number that begins with a plus or a parenthesis. */
  int phone(int from) {
    int end = reader.isOn(Rule.PHONE) ? phones.read(from) : from;
    return end > from ? ended(end, false) : from;
  }

  /** Reads money whose sign stands first, at {@code from}; returns {@code from} if it is none. */
  int money(int from) {
    int end = reader.isOn(Rule.CURRENCY) ? money.signFirst(from) : from;
    return end > from ? ended(end, true) : from;
  }

  private int quantity(int from) {
    Numeral number = Numeral.read(text, from, reader.options.numberStyle());
    int end = number.end();
    if (reader.isOn(Rule.CURRENCY)) {
      int after = money.signLast(from, number);
      if (after > from) {
        return ended(after, true);
      }
    }
    String said = number.say(cardinals);
    Rule rule = number.decimals().isEmpty() ? Rule.CARDINAL : Rule.DECIMAL;
    if (number.plain()) {
      int ordinal = ordinalEnd(end);
      if (ordinal > end && reader.isOn(Rule.ORDINAL)) {
        sink.say(from, ordinal, "thib " + said, Rule.ORDINAL);
        return ended(ordinal, false);
      }
      int stroke = fractionEnd(from, number);
      if (stroke > end && reader.isOn(Rule.FRACTION)) {
        said = fraction(from, number, stroke);
        end = stroke;
        rule = Rule.FRACTION;
      }
    }
    return suffix(from, end, said, rule);
  }

  private int suffix(int from, int end, String said, Rule rule) {
    int sign = text.is(end, ' ') ? end + 1 : end;
    if ((text.is(sign, '%') || text.is(sign, '‰')) && reader.isOn(Rule.PERCENT)) {
      String parts = text.is(sign, '%') ? " feem pua" : " feem txhiab";
      sink.say(from, sign + 1, said + parts, Rule.PERCENT);
      return ended(sign + 1, false);
    }
    if (reader.isOn(Rule.UNIT)) {
      int feet = feetAndInches(from, end, said);
      if (feet > end) {
        return ended(feet, true);
      }
      Units.Unit unit = Units.at(text, sign);
      if (unit != null) {
        sink.say(from, unit.end(), said + ' ' + unit.words(), Rule.UNIT);
        return ended(unit.end(), true);
      }
    }
    if (reader.isOn(rule)) {
      sink.say(from, end, said, rule);
    } else {
      reader.keep(from, end);
    }
    return ended(end, false);
  }

  private int ordinalEnd(int end) {
    int letters = text.lettersEnd(end);
    boolean suffix =
        text.isWord(end, letters, "st")
            || text.isWord(end, letters, "nd")
            || text.isWord(end, letters, "rd")
            || text.isWord(end, letters, "th");
    return suffix && !text.isDigit(letters) ? letters : end;
  }

  /** {@code 5'6"}: feet and inches, by straight or curly signs. */
  private int feetAndInches(int from, int end, String said) {
    if (text.is(end, '″')) {
      sink.say(from, end + 1, said + " nti", Rule.UNIT);
      return end + 1;
    }
    if (!text.is(end, '\'') && !text.is(end, '′')) {
      return end;
    }
    int inches = text.digitsEnd(end + 1, 2);
    boolean signed = text.is(inches, '"') || text.is(inches, '″');
    if (inches > end + 1 && !text.isDigit(inches) && !text.isAsciiLetter(inches)) {
      String more = cardinals.integer(new String(text.chars, end + 1, inches - end - 1));
      int last = signed ? inches + 1 : inches;
      sink.say(from, last, said + " fij " + more + " nti", Rule.UNIT);
      return last;
    }
    if (text.is(end, '′')) {
      sink.say(from, end + 1, said + " fij", Rule.UNIT);
      return end + 1;
    }
    return end;
  }

  /** The end of the fraction that {@code number} begins, or is the whole part of; else its end. */
  private int fractionEnd(int from, Numeral number) {
    int end = number.end();
    if (text.is(end, '/') && text.isDigit(end + 1)) {
      int last = end;
      for (int parts = 0; parts < 8 && text.is(last, '/') && text.isDigit(last + 1); parts++) {
        last = text.digitsEnd(last + 1, Cardinals.MOST_DIGITS);
      }
      return last;
    }
    if (text.is(end, ' ') && text.isDigit(end + 1)) {
      int numerator = text.digitsEnd(end + 1, 2);
      int denominator = text.digitsEnd(numerator + 1, 3);
      if (text.is(numerator, '/')
          && denominator > numerator + 1
          && !text.isDigit(denominator)
          && !text.is(denominator, '/')
          && isProper(end + 1, numerator, denominator)) {
        return denominator;
      }
    }
    return end;
  }

  private boolean isProper(int from, int stroke, int to) {
    int a = value(from, stroke);
    int b = value(stroke + 1, to);
    return 1 <= a && a < b && b <= 100;
  }

  private int value(int from, int to) {
    return to - from > 9
        ? Integer.MAX_VALUE
        : Integer.parseInt(new String(text.chars, from, to - from));
  }

  private String fraction(int from, Numeral number, int end) {
    if (text.is(number.end(), ' ')) {
      return number.say(cardinals) + ' ' + words.and() + ' ' + proper(number.end() + 1, end);
    }
    int stroke = number.end();
    int second = text.digitsEnd(stroke + 1, Cardinals.MOST_DIGITS);
    if (second == end && isProper(from, stroke, end)) {
      return proper(from, end);
    }
    StringBuilder parts = new StringBuilder(number.say(cardinals));
    for (int i = stroke; i < end; i = text.digitsEnd(i + 1, Cardinals.MOST_DIGITS)) {
      int next = text.digitsEnd(i + 1, Cardinals.MOST_DIGITS);
      parts.append(" , ").append(cardinals.integer(new String(text.chars, i + 1, next - i - 1)));
    }
    return parts.toString();
  }

  private String proper(int from, int to) {
    int stroke = from;
    while (!text.is(stroke, '/')) {
      stroke++;
    }
    int a = value(from, stroke);
    int b = value(stroke + 1, to);
    if (a == 1 && b == 2) {
      return "ib " + words.half();
    }
    return cardinals.say(a) + " feem " + cardinals.say(b);
  }
}
