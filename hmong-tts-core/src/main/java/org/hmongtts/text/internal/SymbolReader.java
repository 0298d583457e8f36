package org.hmongtts.text.internal;

import org.hmongtts.text.PauseMark;
import org.hmongtts.text.Rule;

/** Reads symbols: signs of arithmetic and some others are spoken, the rest are a space. */
final class SymbolReader {

  private static final String SMILEYS =
      " :) :-) ;) ;-) :( :-( :D :-D ;D :P :-P :p :-p :o :O :/ :| :* :'( =) =( =D ^_^ ^^ <3 xD XD T_T -_- o_O (: (; ";

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private final Words words;

  SymbolReader(Reader reader) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
    this.words = Words.of(reader.options);
  }

  /** Reads a smiley that stands alone at {@code from}; returns {@code from} if there is none. */
  int smiley(int from) {
    if (!text.isBlank(from - 1) || !reader.isOn(Rule.EMOJI)) {
      return from;
    }
    int end = from;
    while (end - from < 4 && !text.isBlank(end)) {
      end++;
    }
    if (end - from < 2 || !text.isBlank(end)) {
      return from;
    }
    if (!SMILEYS.contains(' ' + new String(text.chars, from, end - from) + ' ')) {
      return from;
    }
    sink.drop(from, end, Rule.EMOJI);
    return end;
  }

  /** Reads a run of three or more of one symbol: a pause if it has the line to itself. */
  int run(int from) {
    int end = from + 1;
    while (end < text.length && text.chars[end] == text.chars[from]) {
      end++;
    }
    if (end - from < 3) {
      return from;
    }
    int next = text.skipSpaces(end);
    boolean lineStarts = startsLine(from);
    if (lineStarts
        && (next >= text.length || text.is(next, '\n'))
        && reader.isOn(Rule.PUNCTUATION)) {
      sink.pause(from, end, PauseMark.PERIOD, PauseMark.PERIOD.length(), false);
    } else {
      sink.drop(from, end, Rule.SYMBOL);
    }
    return end;
  }

  private boolean startsLine(int from) {
    int i = from - 1;
    while (i >= 0 && i > from - 8 && (text.is(i, ' ') || text.is(i, '\t'))) {
      i--;
    }
    return i < 0 || text.is(i, '\n');
  }

  /** Reads the symbol at {@code i}; returns where it ended. */
  int read(int i) {
    int next = text.skipSpaces(i + 1);
    boolean number = text.isDigit(next);
    boolean more = number || next < text.length && WordReader.isWordStart(text, next);
    String said = null;
    Rule rule = Rule.SYMBOL;
    switch (text.chars[i]) {
      case '&':
        said = more ? words.and() : null;
        break;
      case '@':
        said = more || text.is(next, '$') ? "ntawm" : null;
        break;
      case '#':
        said = number ? "naj npawb" : null;
        break;
      case '§':
        said = more ? "nqe" : null;
        break;
      case '%':
        said = "feem pua";
        rule = Rule.PERCENT;
        break;
      case '‰':
        said = "feem txhiab";
        rule = Rule.PERCENT;
        break;
      case '/':
        return stroke(i, next, number, more);
      case '+':
        said = more ? "ntxiv" : null;
        rule = Rule.SIGN;
        break;
      case '=':
        said = more || text.is(next, '-') || text.is(next, '$') ? "yog" : null;
        rule = Rule.SIGN;
        break;
      default:
        said = number ? beforeNumber(i) : null;
        rule = said == null ? Rule.SYMBOL : Rule.SIGN;
        break;
    }
    if (said == null || !reader.isOn(rule)) {
      sink.drop(i, i + 1, Rule.SYMBOL);
    } else {
      sink.say(i, i + 1, said, rule);
    }
    return i + 1;
  }

  /** Signs of arithmetic that are spoken only before a number. */
  private String beforeNumber(int i) {
    switch (text.chars[i]) {
      case '×', '*':
        return reader.numbers.isAfterNumber(i) ? "tov" : null;
      case '÷':
        return "faib";
      case '±':
        return "ntxiv los sis " + words.minus();
      case '<':
        return words.lessThan();
      case '>':
        return words.moreThan();
      case '≈', '~':
        return "kwv yees";
      default:
        return null;
    }
  }

  /** A stroke: "per" after a measure, division between numbers, else "or". */
  private int stroke(int i, int next, boolean number, boolean more) {
    if (reader.numbers.measuredUpTo(i) && text.isAsciiLetter(i + 1) && reader.isOn(Rule.UNIT)) {
      Units.Unit unit = Units.at(text, i + 1);
      int end = unit == null ? i + 1 : unit.end();
      sink.say(i, end, unit == null ? "ib" : "ib " + unit.words(), Rule.UNIT);
      return reader.numbers.ended(end, true);
    }
    if (number && reader.numbers.isAfterNumber(i) && reader.isOn(Rule.SIGN)) {
      sink.say(i, i + 1, "faib", Rule.SIGN);
    } else if (more && !number && !sink.atPause() && reader.isOn(Rule.SYMBOL)) {
      sink.say(i, i + 1, "los sis", Rule.SYMBOL);
    } else {
      sink.drop(i, i + 1, Rule.SYMBOL);
    }
    return i + 1;
  }

  /** Whether {@code cp} is an emoji, arrow, box, ornament, or private: removed without a trace. */
  static boolean isPictograph(int cp) {
    return cp >= 0x1F000 && cp <= 0x1FAFF
        || cp >= 0x2190 && cp <= 0x21FF
        || cp >= 0x2300 && cp <= 0x23FF
        || cp >= 0x2500 && cp <= 0x27BF
        || cp >= 0x2900 && cp <= 0x297F
        || cp >= 0x2B00 && cp <= 0x2BFF
        || cp >= 0x1D100 && cp <= 0x1D24F
        || cp >= 0xE000 && cp <= 0xF8FF
        || cp >= 0xF0000
        || cp == 0x3030
        || cp == 0x303D
        || cp == 0x203C
        || cp == 0x2049;
  }
}
