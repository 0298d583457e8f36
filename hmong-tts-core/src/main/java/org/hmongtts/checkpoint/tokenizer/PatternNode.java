package org.hmongtts.checkpoint.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Kind;
import org.hmongtts.checkpoint.tokenizer.LinearPattern.Step;

/** A part of a parsed pattern: writes the steps that match it, more than once if it repeats. */
interface PatternNode {

  /** A longer program is refused; its parts stop growing it as soon as it is longer. */
  int MOST_STEPS = 4096;

  /** The maximum of a quantifier that has none. */
  int UNBOUNDED = -1;

  void emit(List<Step> program);

  /** Takes exactly one character. */
  record One(IntPredicate set) implements PatternNode {
    @Override
    public void emit(List<Step> program) {
      program.add(new Step(Kind.ONE, set, null));
    }
  }

  static PatternNode step(Kind kind, IntPredicate set) {
    return program -> program.add(new Step(kind, set, null));
  }

  static PatternNode sequence(List<PatternNode> items) {
    return program -> items.forEach(item -> item.emit(program));
  }

  static PatternNode alternatives(List<PatternNode> branches) {
    return program -> {
      int[] targets = new int[branches.size()];
      int[] end = new int[1];
      program.add(new Step(Kind.CHOICE, null, targets));
      for (int i = 0; i < targets.length; i++) {
        targets[i] = program.size();
        branches.get(i).emit(program);
        program.add(new Step(Kind.JUMP, null, end));
      }
      end[0] = program.size();
    };
  }

  /** Takes as many as it can first; a lazy one as few as it can. */
  static PatternNode repeated(PatternNode item, int min, int max, boolean lazy) {
    return program -> {
      int before = program.size();
      for (int i = 0; i < min && program.size() <= MOST_STEPS; i++) {
        item.emit(program);
        if (program.size() == before) {
          return; // nothing, however often; nested counts of nothing would never be done
        }
      }
      if (max == UNBOUNDED) {
        int[] again = {program.size()};
        int[] targets = choice(program, lazy);
        item.emit(program);
        program.add(new Step(Kind.JUMP, null, again));
        targets[lazy ? 0 : 1] = program.size();
        return;
      }
      List<int[]> optional = new ArrayList<>();
      for (int i = min; i < max && program.size() <= MOST_STEPS; i++) {
        optional.add(choice(program, lazy));
        item.emit(program);
      }
      optional.forEach(targets -> targets[lazy ? 0 : 1] = program.size());
    };
  }

  /** Adds the choice between what follows it and a target that is yet to be set. */
  private static int[] choice(List<Step> program, boolean lazy) {
    int[] targets = new int[2];
    targets[lazy ? 1 : 0] = program.size() + 1;
    program.add(new Step(Kind.CHOICE, null, targets));
    return targets;
  }
}
