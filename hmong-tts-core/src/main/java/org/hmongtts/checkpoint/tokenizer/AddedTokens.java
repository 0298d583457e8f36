package org.hmongtts.checkpoint.tokenizer;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Cuts added tokens out of text: at each place the longest one. A real Spark vocabulary has
 * thousands, so the sorted list is narrowed letter by letter, as a trie would be walked.
 */
final class AddedTokens {

  /**
   * One added token.
   *
   * @param singleWord matched only where no letter, mark or digit touches it
   * @param leftStrip takes the blanks before it
   * @param rightStrip takes the blanks after it
   * @param normalized matched in normalised text
   * @param special left out when text is decoded for people
   */
  record Token(
      int id,
      String content,
      boolean singleWord,
      boolean leftStrip,
      boolean rightStrip,
      boolean normalized,
      boolean special) {

    Token withContent(String other) {
      return new Token(id, other, singleWord, leftStrip, rightStrip, normalized, special);
    }
  }

  private final List<Token> sorted;
  private final BitSet firstLetters = new BitSet();

  private AddedTokens(List<Token> tokens) {
    this.sorted =
        tokens.stream()
            .filter(token -> !token.content().isEmpty())
            .sorted(Comparator.comparing(Token::content))
            .collect(Collectors.toList());
    sorted.forEach(token -> firstLetters.set(token.content().charAt(0)));
  }

  /** The tokens that are matched in the text as it came. */
  static AddedTokens inRawText(List<Token> tokens) {
    return new AddedTokens(
        tokens.stream().filter(token -> !token.normalized()).collect(Collectors.toList()));
  }

  /** The tokens that are matched, themselves normalised, in normalised text. */
  static AddedTokens inNormalizedText(List<Token> tokens, UnaryOperator<String> normalizer) {
    return new AddedTokens(
        tokens.stream()
            .filter(Token::normalized)
            .map(token -> token.withContent(normalizer.apply(token.content())))
            .collect(Collectors.toList()));
  }

  /** Hands over the ids of the tokens found and the text between them, in order. */
  void cut(String text, IntConsumer found, Consumer<String> between) {
    int done = 0;
    int at = 0;
    while (at < text.length()) {
      Token token = longestAt(text, at);
      if (token == null) {
        at++;
        continue;
      }
      int end = at + token.content().length();
      if (token.singleWord() && touchesWord(text, at, end)) {
        at = end;
        continue;
      }
      int start = token.leftStrip() ? blanksBefore(text, at, done) : at;
      at = token.rightStrip() ? blanksAfter(text, end) : end;
      if (done < start) {
        between.accept(text.substring(done, start));
      }
      found.accept(token.id());
      done = at;
    }
    if (done < text.length()) {
      between.accept(text.substring(done));
    }
  }

  private Token longestAt(String text, int at) {
    if (!firstLetters.get(text.charAt(at))) {
      return null;
    }
    Token longest = null;
    int low = 0;
    int high = sorted.size();
    for (int length = 0; low < high; length++) {
      if (sorted.get(low).content().length() == length) {
        longest = sorted.get(low);
        while (low < high && sorted.get(low).content().length() == length) {
          low++; // two tokens may be equal once normalised
        }
      }
      if (at + length == text.length()) {
        return longest;
      }
      char letter = text.charAt(at + length);
      low = firstNotBelow(low, high, length, letter);
      high = firstNotBelow(low, high, length, letter + 1);
    }
    return longest;
  }

  /** The first token in [low, high) whose letter at {@code index} is not below {@code letter}. */
  private int firstNotBelow(int low, int high, int index, int letter) {
    int from = low;
    int to = high;
    while (from < to) {
      int middle = from + to >>> 1;
      if (sorted.get(middle).content().charAt(index) < letter) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static boolean touchesWord(String text, int start, int end) {
    return (start > 0 && CodePoints.WORD.test(text.codePointBefore(start)))
        || (end < text.length() && CodePoints.WORD.test(text.codePointAt(end)));
  }

  private static int blanksBefore(String text, int start, int limit) {
    int at = start;
    while (at > limit && CodePoints.WHITE_SPACE.test(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int blanksAfter(String text, int end) {
    int at = end;
    while (at < text.length() && CodePoints.WHITE_SPACE.test(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
