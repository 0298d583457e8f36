package org.hmongtts.checkpoint.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * A regular expression that came with a model, matched in time proportional to the text.
 *
 * <p>How this works, and why: the pattern and the text are both untrusted, and {@code
 * java.util.regex} is quadratic on patterns in real use ({@code \s+(?=[,.])} on a run of blanks),
 * exponential on hostile ones, overflows its stack on long groups, and is another engine on
 * Android. This one is a backtracking matcher with its own stack which remembers every (choice,
 * position) it has been at. Without groups to capture or refer back to, and with looking around
 * limited to one character, what follows a choice depends on nothing but the position; so a choice
 * that failed once fails again, from whatever start it is reached, and is never explored twice in
 * one text. Only the choices on the path of a match have not failed, and of those only the ones
 * exactly at its end can be met again: they are forgotten when the match is found. The first
 * alternative that matches wins, as in the engines the patterns were written for.
 *
 * <p>Immutable and thread-safe.
 */
public final class LinearPattern {

  /** How many unexplored alternatives a text may leave behind per character. */
  private static final int STACK_PER_CHARACTER = 16;

  /** What one step of a compiled pattern does. */
  enum Kind {
    ONE,
    CHOICE,
    JUMP,
    AHEAD,
    NOT_AHEAD,
    BEHIND,
    NOT_BEHIND,
    LINE_START,
    LINE_END,
    WORD_EDGE,
    MATCH
  }

  /**
   * One step.
   *
   * @param set the characters which are taken or looked at
   * @param targets where {@link Kind#CHOICE} and {@link Kind#JUMP} go on, most wanted first
   */
  record Step(Kind kind, IntPredicate set, int[] targets) {}

  /** Takes what was found, in order of position. */
  interface Matches {
    void found(int start, int end);
  }

  private final String source;
  private final Step[] steps;
  private final int[] memos; // [step]: the number of a choice among the choices
  private final int choices;

  LinearPattern(String source, List<Step> steps) {
    this.source = source;
    this.steps = steps.toArray(new Step[0]);
    this.memos = new int[steps.size()];
    int count = 0;
    for (int i = 0; i < memos.length; i++) {
      memos[i] = count;
      count += this.steps[i].kind() == Kind.CHOICE ? 1 : 0;
    }
    this.choices = count;
  }

  /** A pattern which matches one fixed text. */
  static LinearPattern literal(String where, String text) {
    return new PatternParser(where, text).parseLiteral();
  }

  /**
   * @param where file and field, for messages
   * @throws ModelFormatException if the pattern is malformed or uses what this engine lacks
   */
  public static LinearPattern compile(String where, String source) {
    return new PatternParser(where, source).parse();
  }

  /** Whether the pattern matches the whole text. */
  public boolean matches(String text) {
    return new Search(text, true).matchAt(0) >= 0;
  }

  /** Finds the non-empty matches from left to right, none overlapping. */
  void forEachMatch(String text, Matches matches) {
    Search search = new Search(text, false);
    int start = 0;
    while (start < text.length()) {
      int end = search.matchAt(start);
      if (end > start) {
        matches.found(start, end);
        start = end;
      } else {
        start += Character.charCount(text.codePointAt(start));
      }
    }
  }

  String replaceAll(String text, String replacement) {
    StringBuilder out = new StringBuilder(text.length());
    int[] done = {0};
    forEachMatch(
        text,
        (start, end) -> {
          out.append(text, done[0], start).append(replacement);
          done[0] = end;
        });
    return out.append(text, done[0], text.length()).toString();
  }

  private final class Search {
    private final String text;
    private final boolean whole;
    private final long[][] tried; // [choice][position / 64]; BitSet.clear is linear when sparse
    private final int stackLimit;
    private int[] stack = new int[64];
    private int depth;

    Search(String text, boolean whole) {
      this.text = text;
      this.whole = whole;
      this.stackLimit =
          (int) Math.min(1 << 28, 2L * STACK_PER_CHARACTER * text.length() + (1 << 16));
      this.tried = new long[choices][text.length() / 64 + 1];
    }

    /** The end of the match that begins at {@code start}; -1 if there is none. */
    int matchAt(int start) {
      depth = 0;
      push(0, start);
      while (depth > 0) {
        int position = stack[--depth];
        int step = stack[--depth];
        int end = follow(step, position);
        if (end >= 0) {
          for (long[] positions : tried) {
            positions[end >> 6] &= ~(1L << end);
          }
          return end;
        }
      }
      return -1;
    }

    /** Goes on until the pattern has matched (its end) or this alternative has failed (-1). */
    private int follow(int at, int from) {
      int position = from;
      int index = at;
      while (true) {
        Step step = steps[index];
        switch (step.kind()) {
          case ONE -> {
            if (!isAhead(step.set(), position)) {
              return -1;
            }
            position += Character.charCount(text.codePointAt(position));
            index++;
          }
          case CHOICE -> {
            long[] positions = tried[memos[index]];
            long bit = 1L << position; // of its word: the shift counts modulo 64
            if ((positions[position >> 6] & bit) != 0) {
              return -1;
            }
            positions[position >> 6] |= bit;
            for (int i = step.targets().length - 1; i > 0; i--) {
              push(step.targets()[i], position);
            }
            index = step.targets()[0];
          }
          case JUMP -> index = step.targets()[0];
          case MATCH -> {
            return whole && position < text.length() ? -1 : position;
          }
          default -> {
            if (!holds(step, position)) {
              return -1;
            }
            index++;
          }
        }
      }
    }

    private boolean holds(Step step, int position) {
      return switch (step.kind()) {
        case AHEAD -> isAhead(step.set(), position);
        case NOT_AHEAD -> !isAhead(step.set(), position);
        case BEHIND -> isBehind(step.set(), position);
        case NOT_BEHIND -> !isBehind(step.set(), position);
        // Lines as in the Ruby syntax that the reference implementation compiles patterns with.
        case LINE_START ->
            position == 0 || (text.charAt(position - 1) == '\n' && position < text.length());
        case WORD_EDGE -> isAhead(CodePoints.WORD, position) != isBehind(CodePoints.WORD, position);
        default -> position == text.length() || text.charAt(position) == '\n';
      };
    }

    private boolean isAhead(IntPredicate set, int position) {
      return position < text.length() && set.test(text.codePointAt(position));
    }

    private boolean isBehind(IntPredicate set, int position) {
      return position > 0 && set.test(text.codePointBefore(position));
    }

    private void push(int step, int position) {
      if (depth + 2 > stack.length) {
        if (depth + 2 > stackLimit) {
          throw new ModelFormatException(
              "the pattern "
                  + Excerpt.text(source)
                  + " leaves more than "
                  + STACK_PER_CHARACTER
                  + " alternatives open per character; write it more simply");
        }
        stack = Arrays.copyOf(stack, (int) Math.min(stackLimit, 2L * stack.length));
      }
      stack[depth++] = step;
      stack[depth++] = position;
    }
  }
}
