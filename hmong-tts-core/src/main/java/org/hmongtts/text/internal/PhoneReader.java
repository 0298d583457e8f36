package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/** Reads digit strings that are no quantities: telephone numbers and postal codes. */
final class PhoneReader {

  private static final int MOST_GROUPS = 6;
  private static final int LONGEST_GROUP = 15;

  private final PreparedText text;
  private final TokenSink sink;
  private final Cardinals cardinals;

  /** The groups of digits that were found: where each begins and ends. */
  private final int[] starts = new int[MOST_GROUPS];

  private final int[] ends = new int[MOST_GROUPS];

  /** The sign before each group: a space, hyphen, point, or a parenthesis. */
  private final char[] signs = new char[MOST_GROUPS];

  private int groups;

  PhoneReader(Reader reader, Cardinals cardinals) {
    this.text = reader.text;
    this.sink = reader.sink;
    this.cardinals = cardinals;
  }

  /** Reads the digit string at {@code from}; returns where it ended, {@code from} if it is none. */
  int read(int from) {
    int end = telephone(from);
    if (end == from && text.isDigit(from)) {
      end = serviceNumber(from);
    }
    return end == from && text.isDigit(from) ? postalCode(from) : end;
  }

  private int telephone(int from) {
    boolean plus = text.is(from, '+');
    collect(plus ? from + 1 : from);
    boolean announced = groups > 0 && isAnnounced(from);
    int count = groups;
    while (count > 0 && !isTelephone(count, plus, announced)) {
      count--;
    }
    if (count == 0) {
      return from;
    }
    StringBuilder said = new StringBuilder(plus ? "ntxiv " : "");
    for (int i = 0; i < count; i++) {
      said.append(i > 0 ? " , " : "");
      said.append(cardinals.digits(new String(text.chars, starts[i], ends[i] - starts[i])));
    }
    int end = text.is(ends[count - 1], ')') ? ends[count - 1] + 1 : ends[count - 1];
    int extension = extension(end);
    if (extension > end) {
      int digits = text.digitsEnd(extension, 8);
      said.append(" txuas ")
          .append(cardinals.digits(new String(text.chars, extension, digits - extension)));
      end = digits;
    }
    sink.say(from, end, said, Rule.PHONE);
    return end;
  }

  private void collect(int from) {
    groups = 0;
    int i = from;
    char sign = ' ';
    while (groups < MOST_GROUPS) {
      boolean bracket = text.is(i, '(');
      int start = bracket ? i + 1 : i;
      int end = text.digitsEnd(start, LONGEST_GROUP + 1);
      if (end == start || end - start > LONGEST_GROUP || bracket && !text.is(end, ')')) {
        return;
      }
      starts[groups] = start;
      ends[groups] = end;
      signs[groups++] = bracket ? '(' : sign;
      i = bracket ? end + 1 : end;
      if (bracket && text.isDigit(i)) {
        sign = ')';
        continue;
      }
      if (!text.is(i, '-') && !text.is(i, '.') && !text.is(i, ' ')) {
        return;
      }
      sign = bracket ? ')' : text.chars[i];
      i++;
    }
  }

  private int length(int group) {
    return ends[group] - starts[group];
  }

  private boolean isTelephone(int count, boolean plus, boolean announced) {
    int last = ends[count - 1];
    if (text.isDigit(last) || text.is(last, '/') || text.is(last, ':')) {
      return false;
    }
    int area = count - 3;
    boolean local = count >= 2 && length(count - 2) == 3 && length(count - 1) == 4;
    boolean national = local && area >= 0 && length(area) == 3;
    if (national && (area == 0 || area == 1 && length(0) <= 3 && (plus || isCountryCode()))) {
      return signs[count - 1] == signs[count - 2] || signs[area] == '(';
    }
    if (count == 2 && local && signs[1] == '-') {
      return true;
    }
    int digits = 0;
    boolean joined = true;
    for (int i = 0; i < count; i++) {
      joined &= i == 0 || signs[i] != ' ' || digits < 7;
      digits += length(i);
    }
    return digits >= 7 && joined && (announced || plus && count > 1);
  }

  private boolean isCountryCode() {
    return length(0) == 1 && text.is(starts[0], '1');
  }

  /** Whether the word before says that a telephone number follows. */
  private boolean isAnnounced(int from) {
    int to = from;
    while (to > 0 && to > from - 4 && isBetween(text.chars[to - 1])) {
      to--;
    }
    int start = wordStart(to);
    switch (text.lower(start, to)) {
      case "hu", "tel", "phone", "fax", "xovtooj", "telephone":
        return true;
      case "tooj":
        return text.is(start - 1, ' ') && text.isWord(wordStart(start - 1), start - 1, "xov");
      default:
        return false;
    }
  }

  private static boolean isBetween(char c) {
    return c == ' ' || c == ':' || c == '.' || c == '#' || c == '(';
  }

  private int wordStart(int to) {
    int start = to;
    while (start > to - 10 && text.isAsciiLetter(start - 1)) {
      start--;
    }
    return start;
  }

  private int extension(int end) {
    int from = text.skipSpaces(end);
    int letters = text.lettersEnd(from);
    if (!text.isWord(from, letters, "ext") && !text.isWord(from, letters, "x")) {
      return end;
    }
    int digits = text.skipSpaces(text.is(letters, '.') ? letters + 1 : letters);
    return text.isDigit(digits) ? digits : end;
  }

  private int serviceNumber(int from) {
    int end = text.digitsEnd(from, 4);
    boolean goesOn =
        text.isDigit(end)
            || text.isAsciiLetter(end)
            || text.is(end, '%')
            || (end < text.length
                && ",.'-–/:".indexOf(text.chars[end]) >= 0
                && text.isDigit(end + 1));
    if (end - from != 3 || goesOn || text.isDigit(from - 1) || text.is(from - 1, '.')) {
      return from;
    }
    String digits = new String(text.chars, from, 3);
    switch (digits) {
      case "211", "311", "411", "511", "711", "911", "988":
        break;
      default:
        if (!sink.said(0).equals("hu")) {
          return from;
        }
    }
    sink.say(from, end, cardinals.digits(digits), Rule.PHONE);
    return end;
  }

  /** Five digits after a state, perhaps four more. */
  private int postalCode(int from) {
    int end = text.digitsEnd(from, 6);
    int state = wordStart(from - 1);
    boolean afterState =
        end - from == 5
            && text.is(from - 1, ' ')
            && from - 1 - state == 2
            && text.isUpper(state)
            && text.isUpper(state + 1)
            && Vocabulary.STATES.contains(text.lower(state, from - 1));
    if (!afterState || text.isAsciiLetter(end)) {
      return from;
    }
    String said = cardinals.digits(new String(text.chars, from, 5));
    int more = text.digitsEnd(end + 1, 5);
    if (text.is(end, '-') && more - end == 5) {
      said += " , " + cardinals.digits(new String(text.chars, end + 1, 4));
      end = more;
    }
    sink.say(from, end, said, Rule.PHONE);
    return end;
  }
}
