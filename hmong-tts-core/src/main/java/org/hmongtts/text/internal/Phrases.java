package org.hmongtts.text.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hmongtts.text.Phrase;
import org.hmongtts.text.TextRange;
import org.hmongtts.text.Token;

/**
 * Cuts tokens into phrases: always at the ends of sentences, and further only as far as a piece is
 * too long. Pieces of one sentence are then put together again as long as they fit, so that no
 * phrase is shorter than it must be.
 */
public final class Phrases {

  /** Where a sentence may be cut, the best place first. */
  private enum Cut {
    PAUSE,
    CONJUNCTION,
    WORD;

    /** Whether {@code tokens} may be cut before the token at {@code index}. */
    boolean isBefore(List<Token> tokens, int index) {
      Token before = tokens.get(index - 1);
      Token token = tokens.get(index);
      switch (this) {
        case PAUSE:
          return before instanceof Token.Pause && !(token instanceof Token.Pause);
        case CONJUNCTION:
          return isConjunction(tokens, index);
        default:
          return !(token instanceof Token.Pause) && !sameWord(before, token);
      }
    }
  }

  private Phrases() {}

  /**
   * @param writer writes the tokens of a phrase
   */
  public static List<Phrase> cut(
      List<Token> tokens, int maxSyllables, Function<List<Token>, String> writer) {
    List<Phrase> phrases = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean ends = tokens.get(i) instanceof Token.Pause pause && pause.mark().endsSentence();
      if (ends || i + 1 == tokens.size()) {
        for (List<Token> piece : pieces(tokens.subList(from, i + 1), maxSyllables, 0)) {
          String text = writer.apply(piece);
          if (!text.isEmpty()) {
            phrases.add(phrase(piece, text));
          }
        }
        from = i + 1;
      }
    }
    return phrases;
  }

  private static List<List<Token>> pieces(List<Token> tokens, int max, int cut) {
    if (cut == Cut.values().length || syllables(tokens) <= max) {
      return List.of(tokens);
    }
    List<List<Token>> pieces = new ArrayList<>();
    int from = 0; // of the piece being gathered
    int gathered = 0; // its syllables
    int last = 0; // where its last part began
    for (int i = 1; i <= tokens.size(); i++) {
      if (i < tokens.size() && !Cut.values()[cut].isBefore(tokens, i)) {
        continue;
      }
      int part = syllables(tokens.subList(last, i));
      if (gathered + part > max && last > from) {
        pieces.addAll(pieces(tokens.subList(from, last), max, cut + 1));
        from = last;
        gathered = 0;
      }
      gathered += part;
      last = i;
    }
    pieces.addAll(pieces(tokens.subList(from, tokens.size()), max, cut + 1));
    return pieces;
  }

  private static boolean isConjunction(List<Token> tokens, int index) {
    switch (tokens.get(index).text()) {
      case "ces", "thiab", "vim", "hab":
        return true;
      case "tab":
        return index + 1 < tokens.size() && tokens.get(index + 1).text().equals("sis");
      default:
        return false;
    }
  }

  private static boolean sameWord(Token before, Token token) {
    return before instanceof Token.Spoken a
        && token instanceof Token.Spoken b
        && a.word() == b.word();
  }

  private static int syllables(List<Token> tokens) {
    int count = 0;
    for (Token token : tokens) {
      if (token instanceof Token.Spoken) {
        count++;
      } else if (token instanceof Token.Foreign foreign && !foreign.text().isEmpty()) {
        count += foreign.respelling().size();
      }
    }
    return count;
  }

  private static Phrase phrase(List<Token> tokens, String text) {
    Token last = tokens.get(tokens.size() - 1);
    Duration pause = last instanceof Token.Pause end ? end.length() : Duration.ZERO;
    TextRange range =
        new TextRange(
            tokens.get(0).range().start(),
            Math.max(tokens.get(0).range().start(), last.range().end()));
    return new Phrase(text, syllables(tokens), pause, range);
  }
}
