package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;

/** Reads sums of money, with the sign or code first or last. */
final class MoneyReader {

  /** A currency written in the text, and where it ended. */
  private record Sign(String word, int end) {}

  private final Reader reader;
  private final PreparedText text;
  private final TokenSink sink;
  private final Cardinals cardinals;

  MoneyReader(Reader reader, Cardinals cardinals) {
    this.reader = reader;
    this.text = reader.text;
    this.sink = reader.sink;
    this.cardinals = cardinals;
  }

  int signFirst(int from) {
    Sign sign = sign(from);
    if (sign == null || sign.word.equals("xees")) {
      return from;
    }
    int number = text.skipSpaces(sign.end);
    if (!text.isDigit(number)) {
      return from;
    }
    Numeral amount = Numeral.read(text, number, reader.options.numberStyle());
    return say(from, amount, amount.end(), sign.word);
  }

  int signLast(int from, Numeral amount) {
    int magnitude = magnitudeEnd(amount.end());
    Sign sign = sign(text.is(magnitude, ' ') ? magnitude + 1 : magnitude);
    if (sign == null) {
      sign = namedAfterNumber(text.skipSpaces(magnitude));
    }
    if (sign == null || text.isDigit(sign.end)) {
      return from;
    }
    return say(from, amount, sign.end, sign.word);
  }

  /** The sign or code at {@code from}, or null. */
  private Sign sign(int from) {
    if (from >= text.length) {
      return null;
    }
    switch (text.chars[from]) {
      case '$':
        return new Sign("duas", from + 1);
      case '¢':
        return new Sign("xees", from + 1);
      case '€':
        return new Sign("yus los", from + 1);
      case '£':
        return new Sign("phaus", from + 1);
      case '¥':
        return new Sign("yees", from + 1);
      case '₭':
        return new Sign("kis", from + 1);
      case '฿':
        return new Sign("npaj", from + 1);
      case '₫':
        return new Sign("doos", from + 1);
      default:
        return text.isUpper(from) ? code(from) : null;
    }
  }

  private Sign code(int from) {
    int end = text.lettersEnd(from);
    if (text.isWord(from, end, "us") && text.is(end, '$')) {
      return new Sign("duas", end + 1);
    }
    if (end - from != 3 || !text.isUpper(from + 1) || !text.isUpper(from + 2)) {
      return null;
    }
    String word =
        switch (text.lower(from, end)) {
          case "usd" -> "duas";
          case "eur" -> "yus los";
          case "gbp" -> "phaus";
          case "jpy", "cny" -> "yees";
          case "lak" -> "kis";
          case "thb" -> "npaj";
          case "vnd" -> "doos";
          default -> null;
        };
    return word == null ? null : new Sign(word, end);
  }

  private Sign namedAfterNumber(int from) {
    int end = text.lettersEnd(from);
    if (end - from < 3 || end - from > 7) {
      return null;
    }
    String word =
        switch (text.lower(from, end)) {
          case "dollar", "dollars" -> "duas";
          case "cent", "cents" -> "xees";
          case "baht" -> "npaj";
          case "kip" -> "kis";
          default -> null;
        };
    return word == null ? null : new Sign(word, end);
  }

  /** The end of a magnitude written after a number, or {@code index}. */
  private int magnitudeEnd(int index) {
    return magnitude(index).end;
  }

  private Sign magnitude(int index) {
    int from = text.skipSpaces(index);
    int end = text.lettersEnd(from);
    String said = "";
    if (end - from == 1 && from == index) {
      said =
          switch (text.lower[from]) {
            case 'k' -> thousand();
            case 'm' -> text.isUpper(from) ? million() : "";
            case 'b' -> thousand() + " " + million();
            default -> "";
          };
    } else if (end - from >= 3 && end - from <= 8) {
      said =
          switch (text.lower(from, end)) {
            case "lab" -> "lab";
            case "puas" -> "puas";
            case "txhiab" -> "txhiab";
            case "txhab" -> "txhab";
            case "thousand" -> thousand();
            case "million" -> million();
            case "billion" -> thousand() + " " + million();
            default -> "";
          };
    }
    return new Sign(said, said.isEmpty() || text.isDigit(end) ? index : end);
  }

  private String million() {
    return Words.of(reader.options).million();
  }

  private String thousand() {
    return Words.of(reader.options).thousand();
  }

  private int say(int from, Numeral amount, int signEnd, String word) {
    Sign magnitude = magnitude(amount.end());
    int end = Math.max(signEnd, magnitude.end);
    int next = text.skipSpaces(end);
    int nextEnd = text.lettersEnd(next);
    boolean namedAgain = isNamed(next, nextEnd, word);
    String currency = isOtherName(next, nextEnd, word) ? "" : ' ' + word;
    String said;
    if (magnitude.end > amount.end()) {
      said = amount.say(cardinals) + ' ' + magnitude.word + currency;
    } else if (amount.decimals().length() == 2) {
      said = wholeAndCents(amount, currency);
    } else {
      said = amount.say(cardinals) + currency;
    }
    end = namedAgain ? nextEnd : end;
    sink.say(from, end, said, Rule.CURRENCY);
    return end;
  }

  private String wholeAndCents(Numeral amount, String currency) {
    int cents = Integer.parseInt(amount.decimals());
    if (cents == 0) {
      return cardinals.integer(amount.integer()) + currency;
    }
    String small = cardinals.say(cents) + " xees";
    return amount.integer().equals("0")
        ? small
        : cardinals.integer(amount.integer()) + currency + ' ' + small;
  }

  /** Whether the currency is written out after its sign, so that it must not be said twice. */
  private boolean isNamed(int from, int to, String word) {
    return text.isWord(from, to, word)
        || word.equals("duas")
            && (text.isWord(from, to, "dollar") || text.isWord(from, to, "dollars"));
  }

  /** Whether another Hmong word for the dollar follows, which is then the one to say. */
  private boolean isOtherName(int from, int to, String word) {
    return word.equals("duas")
        && (text.isWord(from, to, "dauslas") || text.isWord(from, to, "daus"));
  }
}
