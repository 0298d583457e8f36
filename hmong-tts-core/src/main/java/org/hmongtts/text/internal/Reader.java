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
  private final WordReader words;
  private final MarkReader marks;

  Reader(PreparedText text, TextOptions options) {
    this.text = text;
    this.options = options;
    this.sink = new TokenSink(text, options.sandhi(), isOn(Rule.PUNCTUATION));
    this.sentence = new Sentence(text);
    this.words = new WordReader(this);
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
    if (WordReader.isWordStart(text, i)) {
      return words.read(i);
    }
    return marks.read(i);
  }
}
