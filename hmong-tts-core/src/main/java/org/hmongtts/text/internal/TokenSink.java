package org.hmongtts.text.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hmongtts.text.Edit;
import org.hmongtts.text.PauseMark;
import org.hmongtts.text.Rule;
import org.hmongtts.text.SandhiRules;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.TextRange;
import org.hmongtts.text.Token;

/**
 * Receives what the readers found, from left to right, and keeps the books: tokens, the text, and
 * an edit for every character that is not read as it stands.
 *
 * <p>A pause is held back until something is spoken after it, so that marks that follow one another
 * become the strongest of them, and a mark at the very start disappears.
 */
final class TokenSink {

  private static final int NOTHING_SAID = -1;

  private final PreparedText text;
  private final SandhiRules sandhi;
  private final boolean mergesPauses;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();
  private final StringBuilder out;
  private int covered; // everything before it in the source is accounted for
  private int word = -1;

  private PauseMark pause; // null when none is held back
  private Duration pauseLength;
  private int pauseStart; // of what its edit covers
  private int pauseTokenStart; // earlier, where one source character became several
  private int pauseEnd;
  private boolean pauseIsOnlyNewline;
  private final List<Edit> heldEdits = new ArrayList<>();
  private final List<Token> heldTokens = new ArrayList<>();

  /** Where what the group that is open says begins in the text. */
  private int groupStart = NOTHING_SAID;

  TokenSink(PreparedText text, SandhiRules sandhi, boolean mergesPauses) {
    this.text = text;
    this.sandhi = sandhi;
    this.mergesPauses = mergesPauses;
    this.out = new StringBuilder(text.length + text.length / 4 + 16);
  }

  List<Token> tokens() {
    return tokens;
  }

  List<Edit> edits() {
    return edits;
  }

  String text() {
    return out.toString();
  }

  /** Begins what the prepared characters from {@code from} on are read as. */
  void open(int from) {
    coverUpTo(text.sourceStart(from));
    word++;
    groupStart = NOTHING_SAID;
  }

  /** Adds a syllable that the prepared characters {@code from..to} are read as. */
  void syllable(int index, int from, int to, boolean foreign) {
    Syllable syllable = Rpa.syllable(index);
    if (sandhi != SandhiRules.NONE && lastToken() instanceof Token.Spoken before) {
      Optional<Syllable> changed = sandhi.apply(before.syllable(), syllable);
      syllable = changed.orElse(syllable);
    }
    add(new Token.Spoken(syllable, range(from, to), word, foreign));
  }

  void foreign(String spelling, List<Syllable> respelling, int from, int to) {
    add(new Token.Foreign(spelling, respelling, range(from, to), word));
  }

  void unreadable(String kept, int from, int to) {
    add(new Token.Unreadable(kept, range(from, to)));
  }

  /** What is said ends a pause; what is left out does not, lest two pauses meet. */
  private void add(Token token) {
    String said = token.text();
    if (said.isEmpty() && pause != null) {
      heldTokens.add(token);
      return;
    }
    if (!said.isEmpty()) {
      flushPause();
    }
    tokens.add(token);
    append(said);
    if (groupStart == NOTHING_SAID && !said.isEmpty()) {
      groupStart = out.length() - said.length();
    }
  }

  private void append(String word) {
    if (!word.isEmpty()) {
      if (out.length() > 0) {
        out.append(' ');
      }
      out.append(word);
    }
  }

  /**
   * Ends the group that was opened: what it says is compared with the source, and an edit written
   * if it differs.
   *
   * @param rule why it differs; null if at most the characters were folded
   */
  void close(int from, int to, Rule rule) {
    int start = unreported(from);
    int end = text.sourceEnd(to);
    covered = Math.max(covered, end);
    if (isAsWritten(start, end) || groupStart == NOTHING_SAID && start == end) {
      return;
    }
    String after = groupStart == NOTHING_SAID ? "" : out.substring(groupStart);
    target()
        .add(
            new Edit(
                new TextRange(start, end),
                text.source.substring(start, end),
                after,
                rule != null ? rule : foldingRule(after, from, to)));
  }

  private boolean isAsWritten(int start, int end) {
    if (groupStart == NOTHING_SAID || out.length() - groupStart != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (text.source.charAt(i) != out.charAt(groupStart + i - start)) {
        return false;
      }
    }
    return true;
  }

  private Rule foldingRule(String after, int from, int to) {
    if (TextFolder.isHmongScript(text.source.codePointAt(text.sourceStart(from)))) {
      return Rule.SCRIPT;
    }
    if (text.isWord(from, to, after)) {
      return text.sourceEnd(to) - text.sourceStart(from) == to - from
              && text.source.startsWith(
                  new String(text.chars, from, to - from), text.sourceStart(from))
          ? Rule.CASE
          : Rule.UNICODE;
    }
    return sandhi == SandhiRules.NONE ? Rule.SPELLING : Rule.SANDHI;
  }

  /** Reads {@code from..to} as these syllables and pause marks, with spaces between. */
  void say(int from, int to, CharSequence words, Rule rule) {
    say(from, to, words, rule, false);
  }

  /** As {@link #say(int, int, CharSequence, Rule)}, for a word that is not Hmong. */
  void say(int from, int to, CharSequence words, Rule rule, boolean foreign) {
    open(from);
    add(words, from, to, foreign);
    close(from, to, rule);
  }

  /** Adds syllables and pause marks, with spaces between, to the group that is open. */
  void add(CharSequence words, int from, int to, boolean foreign) {
    int length = words.length();
    char[] letters = new char[length];
    for (int i = 0; i < length; i++) {
      letters[i] = words.charAt(i);
    }
    for (int start = 0; start < length; ) {
      int end = start;
      while (end < length && letters[end] != ' ') {
        end++;
      }
      if (letters[start] == ',') {
        add(new Token.Pause(PauseMark.COMMA, PauseMark.COMMA.length(), range(from, to)));
      } else if (end > start) {
        syllable(Rpa.parse(letters, start, end), from, to, foreign);
      }
      start = end + 1;
    }
  }

  /** Says {@code from..to} not at all. */
  void drop(int from, int to, Rule rule) {
    int start = unreported(from);
    int end = text.sourceEnd(to);
    coverUpTo(start);
    covered = Math.max(covered, end);
    if (!text.source.substring(start, end).isBlank()) {
      target()
          .add(new Edit(new TextRange(start, end), text.source.substring(start, end), "", rule));
    }
  }

  /** A mark, or something read as one, at {@code from..to}. */
  void pause(int from, int to, PauseMark mark, Duration length, boolean newline) {
    if (out.length() == 0 || (!mergesPauses && pause != null && newline)) {
      if (!newline) {
        drop(from, to, Rule.PUNCTUATION);
      }
      return;
    }
    int start = unreported(from);
    int end = text.sourceEnd(to);
    if (pause != null && !mergesPauses) {
      flushPause();
    }
    coverUpTo(start);
    if (pause == null) {
      pause = mark;
      pauseLength = length;
      pauseStart = start;
      pauseTokenStart = text.sourceStart(from);
      pauseIsOnlyNewline = newline;
    } else {
      pause = mark.compareTo(pause) > 0 ? mark : pause;
      pauseLength = length.compareTo(pauseLength) > 0 ? length : pauseLength;
      pauseIsOnlyNewline &= newline;
    }
    pauseEnd = end;
    covered = Math.max(covered, end);
  }

  /** Whether a pause is waiting for the next word, or nothing has been said yet. */
  boolean atPause() {
    return pause != null || out.length() == 0;
  }

  /** Ends the text; line ends after the last word are no pause. */
  void finish() {
    if (pause != null && pauseIsOnlyNewline) {
      pause = null;
      covered = pauseStart;
      List<Edit> held = List.copyOf(heldEdits);
      heldEdits.clear();
      for (Edit edit : held) {
        coverUpTo(edit.range().start());
        edits.add(edit);
        covered = edit.range().end();
      }
      releaseHeld();
    }
    flushPause();
    coverUpTo(text.source.length());
  }

  private void flushPause() {
    if (pause == null) {
      return;
    }
    PauseMark mark = pause;
    pause = null;
    TextRange range = new TextRange(pauseStart, pauseEnd);
    tokens.add(new Token.Pause(mark, pauseLength, new TextRange(pauseTokenStart, pauseEnd)));
    append(String.valueOf(mark.mark()));
    if (pauseEnd - pauseStart != 1 || text.source.charAt(pauseStart) != mark.mark()) {
      String before = range.of(text.source);
      edits.add(new Edit(range, before, String.valueOf(mark.mark()), Rule.PUNCTUATION));
      heldEdits.removeIf(edit -> edit.range().end() <= pauseEnd); // within what became the pause
    }
    releaseHeld();
  }

  private void releaseHeld() {
    edits.addAll(heldEdits);
    tokens.addAll(heldTokens);
    heldEdits.clear();
    heldTokens.clear();
  }

  /**
   * Where the source of {@code from} begins, or, where one source character became several and the
   * first of them is accounted for, its end.
   */
  private int unreported(int from) {
    return Math.max(text.sourceStart(from), covered);
  }

  /** Reports what the folder dropped between the last thing said and {@code start}. */
  private void coverUpTo(int start) {
    int from = covered;
    int to = start;
    while (from < to && isSpace(text.source.charAt(from))) {
      from++;
    }
    while (from < to && isSpace(text.source.charAt(to - 1))) {
      to--;
    }
    if (from < to) {
      target()
          .add(
              new Edit(new TextRange(from, to), text.source.substring(from, to), "", Rule.UNICODE));
    }
    covered = Math.max(covered, start);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private List<Edit> target() {
    return pause == null ? edits : heldEdits;
  }

  private TextRange range(int from, int to) {
    return new TextRange(text.sourceStart(from), text.sourceEnd(to));
  }

  private Token lastToken() {
    return tokens.isEmpty() || pause != null ? null : tokens.get(tokens.size() - 1);
  }

  /**
   * The syllable said {@code back} tokens before the end, 0 for the last; empty if a pause or a
   * foreign word stands there or in between.
   */
  String said(int back) {
    if (pause != null || back >= tokens.size()) {
      return "";
    }
    for (int i = 0; i <= back; i++) {
      if (!(tokens.get(tokens.size() - 1 - i) instanceof Token.Spoken)) {
        return "";
      }
    }
    return tokens.get(tokens.size() - 1 - back).text();
  }

  /** Says the last syllable once more, for a repetition sign; false if there is none to repeat. */
  boolean repeatLast(int from, int to) {
    if (!(lastToken() instanceof Token.Spoken last)) {
      return false;
    }
    open(from);
    word--;
    add(new Token.Spoken(last.syllable(), range(from, to), last.word(), last.foreign()));
    close(from, to, Rule.REDUPLICATION);
    return true;
  }
}
