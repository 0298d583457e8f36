package org.hmongtts.text.internal;

import org.hmongtts.text.Rule;
import org.hmongtts.text.TextOptions;

/**
 * Goes through prepared text once, from left to right, and hands each piece to the reader that
 * knows its kind. Every reader looks ahead a bounded distance, or remembers how far it looked, so
 * the time is linear whatever the text.
 */
final class Reader {

  final PreparedText text;
  final TextOptions options;
  final TokenSink sink;
  final Sentence sentence;
  final NumberReader numbers;
  final WordReader words;
  private final AddressReader addresses;
  private final SymbolReader symbols;
  private final MarkReader marks;

  Reader(PreparedText text, TextOptions options) {
    this.text = text;
    this.options = options;
    this.sink = new TokenSink(text, options.sandhi(), isOn(Rule.PUNCTUATION));
    this.sentence = new Sentence(text);
    this.numbers = new NumberReader(this);
    this.words = new WordReader(this);
    this.addresses = new AddressReader(this);
    this.symbols = new SymbolReader(this);
    this.marks = new MarkReader(this);
  }

  /** Whether the rule was not switched off. */
  boolean isOn(Rule rule) {
    return options.off().isEmpty() || !options.off().contains(rule);
  }

  TokenSink read() {
    int i = 0;
    while (i < text.length) {
      i = piece(i);
    }
    sink.finish();
    return sink;
  }

  private int piece(int i) {
    char c = text.chars[i];
    if (c == ' ' || c == '\t') {
      return i + 1;
    }
    int end = spanning(i);
    if (end > i) {
      return end;
    }
    if (c >= '0' && c <= '9') {
      return numbers.read(i);
    }
    if (WordReader.isWordStart(text, i)) {
      return words.read(i);
    }
    return isPunctuation(c) ? marks.read(i) : sign(i);
  }

  /** Reads what may hold several kinds of characters: addresses, money, telephone numbers. */
  private int spanning(int i) {
    char c = text.chars[i];
    int end = i;
    if (isOn(Rule.ADDRESS)) {
      end = addresses.read(i);
    }
    boolean plainLetter = text.lower[i] >= 'a' && text.lower[i] <= 'z';
    if (end == i && (!plainLetter || c == 'x' || c == 'X' || c == 'T' || c == 'o')) {
      end = symbols.smiley(i);
    }
    if (end == i && !plainLetter || end == i && text.isUpper(i)) {
      end = numbers.money(i);
    }
    return end == i && (c == '+' || c == '(') ? numbers.phone(i) : end;
  }

  private int sign(int i) {
    char c = text.chars[i];
    int cp = Character.codePointAt(text.chars, i, text.length);
    int end = i + Character.charCount(cp);
    if (SymbolReader.isPictograph(cp)) {
      if (isOn(Rule.EMOJI)) {
        sink.drop(i, end, Rule.EMOJI);
      } else {
        keep(i, end);
      }
      return end;
    }
    if (c == '\u0E46' || c == '\u0EC6') {
      if (!isOn(Rule.REDUPLICATION) || !sink.repeatLast(i, end)) {
        sink.drop(i, end, Rule.SYMBOL);
      }
      return end;
    }
    if (Character.isLetter(cp) || Character.getType(cp) == Character.LETTER_NUMBER) {
      return unreadable(i);
    }
    end = symbols.run(i);
    if (end == i && (c == '@' || c == '#') && isOn(Rule.ADDRESS)) {
      end = addresses.tag(i);
    }
    if (end > i) {
      return end;
    }
    if (cp >= 0x10000) {
      sink.drop(i, i + 2, Rule.SYMBOL);
      return i + 2;
    }
    return symbols.read(i);
  }

  /** Reports a run of letters of scripts that are not read. */
  private int unreadable(int from) {
    int i = from;
    while (i < text.length) {
      int cp = Character.codePointAt(text.chars, i, text.length);
      boolean mark = i > from && Character.getType(cp) == Character.NON_SPACING_MARK;
      if (cp < 128
          || WordReader.isWordStart(text, i)
          || cp == 0xE46
          || cp == 0xEC6
          || !mark
              && !Character.isLetter(cp)
              && Character.getType(cp) != Character.COMBINING_SPACING_MARK) {
        break;
      }
      i += Character.charCount(cp);
    }
    i =
        Math.max(
            i, from + Character.charCount(Character.codePointAt(text.chars, from, text.length)));
    words.unreadable(from, i);
    return i;
  }

  /** Leaves {@code from..to} in the text as it stands, because its rule is switched off. */
  void keep(int from, int to) {
    sink.open(from);
    sink.unreadable(new String(text.chars, from, to - from), from, to);
    sink.close(from, to, null);
  }

  private static boolean isPunctuation(char c) {
    switch (c) {
      case '\n', ',', ';', ':', '!', '?', '…', '.', '(', ')', '[', ']', '{', '}':
      case '-', '–', '—', '−', '"', '\'', '′', '″':
        return true;
      default:
        return false;
    }
  }
}
