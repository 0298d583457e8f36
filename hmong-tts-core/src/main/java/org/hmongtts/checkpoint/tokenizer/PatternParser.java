package org.hmongtts.checkpoint.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Kind;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Step;

/**
 * Compiles the part of the Onigmo syntax that tokenizers are written in: characters and classes,
 * {@code \p{..}}, groups, {@code (?i:..)}, alternatives, greedy quantifiers, line anchors, and
 * looking ahead or behind by one character. Anything else is refused by name.
 */
final class PatternParser {

  private static final int DEEPEST = 50;
  private static final int MOST_STEPS = 4096;
  private static final int MOST_CHOICES = 256;
  private static final int UNBOUNDED = -1;
  private static final String SYNTAX = ".^$|()[]{}*+?\\";

  private final String where;
  private final String source;
  private final List<Step> steps = new ArrayList<>();
  private int choices;
  private int at;
  private int depth;
  private boolean ignoreCase;

  PatternParser(String where, String source) {
    this.where = where;
    this.source = source;
  }

  /** A piece of a pattern, which can be written out as steps, more than once. */
  private interface Node {
    void emit();
  }

  /** A piece that takes exactly one character. */
  private final class One implements Node {
    private final IntPredicate set;

    One(IntPredicate set) {
      this.set = set;
    }

    @Override
    public void emit() {
      add(Kind.ONE, set);
    }
  }

  LinearPattern parse() {
    Node all = alternatives();
    if (at < source.length()) {
      throw refusal("an unmatched ')'");
    }
    return finish(all);
  }

  LinearPattern parseLiteral() {
    List<Node> nodes = new ArrayList<>();
    source.codePoints().forEach(c -> nodes.add(literal(c)));
    return finish(() -> nodes.forEach(Node::emit));
  }

  private LinearPattern finish(Node all) {
    all.emit();
    add(Kind.MATCH, null);
    return new LinearPattern(source, steps);
  }

  private Node alternatives() {
    if (++depth > DEEPEST) {
      throw refusal("more than " + DEEPEST + " nested groups");
    }
    List<Node> branches = new ArrayList<>();
    do {
      branches.add(sequence());
    } while (accept("|"));
    depth--;
    return branches.size() == 1 ? branches.get(0) : () -> emitAlternatives(branches);
  }

  private Node sequence() {
    List<Node> items = new ArrayList<>();
    while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
      items.add(quantified(atom()));
    }
    return items.size() == 1 ? items.get(0) : () -> items.forEach(Node::emit);
  }

  private Node quantified(Node item) {
    int min;
    int max;
    if (accept("?")) {
      min = 0;
      max = 1;
    } else if (accept("*")) {
      min = 0;
      max = UNBOUNDED;
    } else if (accept("+")) {
      min = 1;
      max = UNBOUNDED;
    } else if (accept("{")) {
      min = number();
      max = accept(",") ? (peek() == '}' ? UNBOUNDED : number()) : min;
      expect("}");
      if (max != UNBOUNDED && max < min) {
        throw refusal("a quantifier whose maximum is below its minimum");
      }
    } else {
      return item;
    }
    if ("?+*{".indexOf(peek()) >= 0) {
      throw refusal("a lazy, possessive or repeated quantifier");
    }
    return () -> emitRepeated(item, min, max);
  }

  private Node atom() {
    if (accept("(?")) {
      return specialGroup();
    }
    if (accept("(")) {
      return group();
    }
    if (accept("[")) {
      return new One(characterClass());
    }
    if (accept("^")) {
      return () -> add(Kind.LINE_START, null);
    }
    if (accept("$")) {
      return () -> add(Kind.LINE_END, null);
    }
    if (accept(".")) {
      return new One(c -> c != '\n');
    }
    if (accept("\\")) {
      return new One(escape());
    }
    int c = next();
    if (SYNTAX.indexOf(c) >= 0 && c != ']' && c != '}') {
      throw refusal("a misplaced '" + (char) c + "'");
    }
    return literal(c);
  }

  private Node group() {
    Node inner = alternatives();
    expect(")");
    return inner;
  }

  private Node specialGroup() {
    if (accept(":")) {
      return group();
    }
    if (accept("i:")) {
      boolean outer = ignoreCase;
      ignoreCase = true;
      Node inner = group();
      ignoreCase = outer;
      return inner;
    }
    if (accept("=")) {
      IntPredicate set = lookedAt();
      return () -> add(Kind.AHEAD, set);
    }
    if (accept("!")) {
      IntPredicate set = lookedAt();
      return () -> add(Kind.NOT_AHEAD, set);
    }
    if (accept("<=")) {
      IntPredicate set = lookedAt();
      return () -> add(Kind.BEHIND, set);
    }
    if (accept("<!")) {
      IntPredicate set = lookedAt();
      return () -> add(Kind.NOT_BEHIND, set);
    }
    throw refusal("the group '(?" + (char) Math.max(' ', peek()) + "'");
  }

  private IntPredicate lookedAt() {
    if (group() instanceof One one) {
      return one.set;
    }
    throw refusal("looking ahead or behind by anything but one character");
  }

  private IntPredicate characterClass() {
    boolean negated = accept("^");
    IntPredicate set = c -> false;
    boolean first = true;
    while (first || peek() != ']') {
      first = false;
      if (peek() == '[' || source.startsWith("&&", at)) {
        throw refusal("a class inside a class");
      }
      set = set.or(classItem());
    }
    expect("]");
    IntPredicate folded = ignoreCase ? CodePoints.ignoringCase(set) : set;
    return negated ? folded.negate() : folded;
  }

  private IntPredicate classItem() {
    if (accept("\\")) {
      int escaped = escapedCharacter();
      if (escaped < 0) {
        return escapedSet();
      }
      return rangeFrom(escaped);
    }
    return rangeFrom(next());
  }

  private IntPredicate rangeFrom(int low) {
    boolean range = peek() == '-' && at + 1 < source.length() && source.charAt(at + 1) != ']';
    if (!range) {
      return c -> c == low;
    }
    at++;
    int high = accept("\\") ? escapedCharacter() : next();
    if (high < low) {
      throw refusal("a range of characters that runs backwards");
    }
    return c -> c >= low && c <= high;
  }

  private IntPredicate escape() {
    int character = escapedCharacter();
    return character >= 0 ? literal(character).set : escapedSet();
  }

  /** The character an escape stands for, or -1 (and nothing read) if it stands for a set. */
  private int escapedCharacter() {
    int c = peek();
    int meant =
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'f' -> '\f';
          case 'v' -> 0x0B;
          default -> c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c) ? c : -1;
        };
    if (meant >= 0) {
      at++;
    }
    return meant;
  }

  private IntPredicate escapedSet() {
    int letter = next();
    if (letter == 'p' || letter == 'P') {
      expect("{");
      boolean negated = accept("^") != (letter == 'P');
      int close = source.indexOf('}', at);
      String name = close < 0 ? "" : source.substring(at, close);
      IntPredicate set = CodePoints.ofProperty(name);
      if (set == null) {
        throw refusal("the property " + Quoted.of(name));
      }
      at = close + 1;
      return negated ? set.negate() : set;
    }
    IntPredicate set = letter < 0x7F ? CodePoints.ofEscape((char) letter) : null;
    if (set == null) {
      throw refusal("the escape " + Quoted.of("\\" + new String(Character.toChars(letter))));
    }
    return set;
  }

  private One literal(int character) {
    if (!ignoreCase) {
      return new One(c -> c == character);
    }
    int folded = CodePoints.fold(character);
    return new One(c -> CodePoints.fold(c) == folded);
  }

  private void emitAlternatives(List<Node> branches) {
    int[] targets = new int[branches.size()];
    addChoice(targets);
    int[] end = new int[1];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = steps.size();
      branches.get(i).emit();
      if (i < targets.length - 1) {
        addStep(Kind.JUMP, null, end, 0);
      }
    }
    end[0] = steps.size();
  }

  private void emitRepeated(Node item, int min, int max) {
    int before = steps.size();
    for (int i = 0; i < min; i++) {
      item.emit();
      if (steps.size() == before) {
        return; // nothing, however often; and nested counts of nothing would never be done
      }
    }
    int[] end = new int[1];
    List<int[]> exits = new ArrayList<>();
    for (int i = min; max == UNBOUNDED ? i == min : i < max; i++) {
      int choice = steps.size();
      int[] targets = {choice + 1, 0};
      addChoice(targets);
      exits.add(targets);
      item.emit();
      if (max == UNBOUNDED) {
        end[0] = choice;
        addStep(Kind.JUMP, null, end, 0);
      }
    }
    exits.forEach(targets -> targets[1] = steps.size());
  }

  private void add(Kind kind, IntPredicate set) {
    addStep(kind, set, null, 0);
  }

  private void addChoice(int[] targets) {
    if (choices == MOST_CHOICES) {
      throw refusal("more than " + MOST_CHOICES + " choices");
    }
    addStep(Kind.CHOICE, null, targets, choices++);
  }

  private void addStep(Kind kind, IntPredicate set, int[] targets, int memo) {
    if (steps.size() == MOST_STEPS) {
      throw refusal("more than " + MOST_STEPS + " steps");
    }
    steps.add(new Step(kind, set, targets, memo));
  }

  private int number() {
    int start = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(MOST_STEPS, 10 * value + next() - '0');
    }
    if (at == start) {
      throw refusal("a quantifier without a number");
    }
    return value;
  }

  private int peek() {
    return at < source.length() ? source.charAt(at) : -1;
  }

  private int next() {
    if (at >= source.length()) {
      throw refusal("an unfinished group, class or escape");
    }
    int c = source.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  private boolean accept(String expected) {
    boolean found = source.startsWith(expected, at);
    at += found ? expected.length() : 0;
    return found;
  }

  private void expect(String expected) {
    if (!accept(expected)) {
      throw refusal("a missing '" + expected + "'");
    }
  }

  private ModelFormatException refusal(String what) {
    return new ModelFormatException(
        where
            + ": the pattern "
            + Quoted.of(source)
            + " has "
            + what
            + " at character "
            + at
            + ", which this library does not read; use the tokenizer.json of a supported family");
  }
}
