package org.hmongtts.adapter;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which modules of a base an adapter changes, in the ways that PEFT has.
 *
 * @param names each means the modules whose path ends with it
 * @param expression a regular expression for the whole path, instead of names
 */
public record TargetModules(List<String> names, Optional<String> expression) {

  /** Every product of a Llama-style layer. */
  public static final TargetModules LLAMA =
      names("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  public TargetModules {
    names = List.copyOf(names);
    if (names.isEmpty() == expression.isEmpty()) {
      throw new IllegalArgumentException(
          "target modules are either names or one expression, got " + names + " and " + expression);
    }
  }

  public static TargetModules names(String... names) {
    return new TargetModules(Arrays.asList(names), Optional.empty());
  }

  public static TargetModules matching(String expression) {
    return new TargetModules(List.of(), Optional.of(expression));
  }

  /** Every linear module but the output head. */
  public static TargetModules allLinear() {
    return matching(ModulePattern.ALL_LINEAR);
  }

  @Override
  public String toString() {
    return expression.orElse(String.join(",", names));
  }
}
