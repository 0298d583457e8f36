package org.hmongtts.checkpoint.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Kind;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Step;

/**
 * Compiles the part of the Onigmo syntax that tokenizers are written in: characters and classes,
 * {@code \p{..}}, groups, {@code (?i:..)}, alternatives, greedy quantifiers, line anchors, and
 * looking ahead or behind by one character. Anything else is refused by name.
 */
final class PatternParser {

  private static final int DEEPEST = 50;
  private static final int LONGEST = 1 << 14;
  private static final int MOST_CHOICES = 256; // each takes a bit per character of the text
  private static final String SYNTAX = ".^$|()[]{}*+?\\";

  private final String where;
  private final String source;
  private int at;
  private int depth;
  private boolean ignoreCase;

  PatternParser(String where, String source) {
    this.where = where;
    this.source = source;
  }

  LinearPattern parse() {
    if (source.length() > LONGEST) {
      throw refusal("more than " + LONGEST + " characters");
    }
    PatternNode all = alternatives();
    if (at < source.length()) {
      throw refusal("an unmatched ')'");
    }
    return finish(all);
  }

  LinearPattern parseLiteral() {
    List<PatternNode> nodes = new ArrayList<>();
    source.codePoints().forEach(c -> nodes.add(literal(c)));
    return finish(PatternNode.sequence(nodes));
  }

  private LinearPattern finish(PatternNode all) {
    List<Step> steps = new ArrayList<>();
    all.emit(steps);
    if (steps.size() > PatternNode.MOST_STEPS) {
      throw refusal("more than " + PatternNode.MOST_STEPS + " steps");
    }
    if (steps.stream().filter(step -> step.kind() == Kind.CHOICE).count() > MOST_CHOICES) {
      throw refusal("more than " + MOST_CHOICES + " choices");
    }
    steps.add(new Step(Kind.MATCH, null, null));
    return new LinearPattern(source, steps);
  }

  private PatternNode alternatives() {
    if (++depth > DEEPEST) {
      throw refusal("more than " + DEEPEST + " nested groups");
    }
    List<PatternNode> branches = new ArrayList<>();
    do {
      branches.add(sequence());
    } while (accept("|"));
    depth--;
    return branches.size() == 1 ? branches.get(0) : PatternNode.alternatives(branches);
  }

  private PatternNode sequence() {
    List<PatternNode> items = new ArrayList<>();
    while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
      items.add(quantified(atom()));
    }
    return items.size() == 1 ? items.get(0) : PatternNode.sequence(items);
  }

  private PatternNode quantified(PatternNode item) {
    int min;
    int max;
    if (accept("?")) {
      min = 0;
      max = 1;
    } else if (accept("*")) {
      min = 0;
      max = PatternNode.UNBOUNDED;
    } else if (accept("+")) {
      min = 1;
      max = PatternNode.UNBOUNDED;
    } else if (accept("{")) {
      min = number();
      max = accept(",") ? (peek() == '}' ? PatternNode.UNBOUNDED : number()) : min;
      expect("}");
      if (max != PatternNode.UNBOUNDED && max < min) {
        throw refusal("a quantifier whose maximum is below its minimum");
      }
    } else {
      return item;
    }
    boolean lazy = accept("?");
    if ("?+*{".indexOf(peek()) >= 0) {
      throw refusal("a possessive or repeated quantifier");
    }
    return PatternNode.repeated(item, min, max, lazy);
  }

  private PatternNode atom() {
    if (accept("(?")) {
      return specialGroup();
    }
    if (accept("(")) {
      return group();
    }
    if (accept("[")) {
      return new PatternNode.One(characterClass());
    }
    if (accept("^")) {
      return PatternNode.step(Kind.LINE_START, null);
    }
    if (accept("$")) {
      return PatternNode.step(Kind.LINE_END, null);
    }
    if (accept(".")) {
      return new PatternNode.One(c -> c != '\n');
    }
    if (accept("\\b")) {
      return PatternNode.step(Kind.WORD_EDGE, null);
    }
    if (accept("\\")) {
      return new PatternNode.One(escape());
    }
    int c = next();
    if (SYNTAX.indexOf(c) >= 0 && c != ']' && c != '}') {
      throw refusal("a misplaced '" + (char) c + "'");
    }
    return literal(c);
  }

  private PatternNode group() {
    PatternNode inner = alternatives();
    expect(")");
    return inner;
  }

  private PatternNode specialGroup() {
    if (accept(":")) {
      return group();
    }
    if (accept("i:")) {
      boolean outer = ignoreCase;
      ignoreCase = true;
      PatternNode inner = group();
      ignoreCase = outer;
      return inner;
    }
    if (accept("=")) {
      IntPredicate set = lookedAt();
      return PatternNode.step(Kind.AHEAD, set);
    }
    if (accept("!")) {
      IntPredicate set = lookedAt();
      return PatternNode.step(Kind.NOT_AHEAD, set);
    }
    if (accept("<=")) {
      IntPredicate set = lookedAt();
      return PatternNode.step(Kind.BEHIND, set);
    }
    if (accept("<!")) {
      IntPredicate set = lookedAt();
      return PatternNode.step(Kind.NOT_BEHIND, set);
    }
    throw refusal("the group '(?" + (char) Math.max(' ', peek()) + "'");
  }

  private IntPredicate lookedAt() {
    if (group() instanceof PatternNode.One one) {
      return one.set();
    }
    throw refusal("looking ahead or behind by anything but one character");
  }

  private IntPredicate characterClass() {
    boolean negated = accept("^");
    List<IntPredicate> items = new ArrayList<>();
    while (items.isEmpty() || peek() != ']') {
      if (peek() == '[' || source.startsWith("&&", at)) {
        throw refusal("a class inside a class");
      }
      items.add(classItem());
    }
    expect("]");
    IntPredicate set = CodePoints.anyOf(items);
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
    return character >= 0 ? literal(character).set() : escapedSet();
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
        throw refusal("the property " + Excerpt.text(name));
      }
      at = close + 1;
      return negated ? set.negate() : set;
    }
    IntPredicate set = letter < 0x7F ? CodePoints.ofEscape((char) letter) : null;
    if (set == null) {
      throw refusal("the escape " + Excerpt.text("\\" + new String(Character.toChars(letter))));
    }
    return set;
  }

  private PatternNode.One literal(int character) {
    if (!ignoreCase) {
      return new PatternNode.One(c -> c == character);
    }
    int folded = CodePoints.fold(character);
    return new PatternNode.One(c -> CodePoints.fold(c) == folded);
  }

  private int number() {
    int start = at;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(PatternNode.MOST_STEPS + 1, 10 * value + next() - '0');
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
            + Excerpt.text(source)
            + " has "
            + what
            + " at character "
            + at
            + ", which this library does not read; write it more simply");
  }
}
