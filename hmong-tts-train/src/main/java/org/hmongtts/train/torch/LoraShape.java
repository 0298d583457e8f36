package org.hmongtts.train.torch;

import java.util.Map;

/**
 * What an adapter does to a base's modules, apart from its numbers.
 *
 * @param scales the factor on {@code B·A} of every module that it changes, by the module's path
 * @param dropout share of a module's input that is left out of {@code A·x} in training, 0..1
 */
public record LoraShape(Map<String, Float> scales, double dropout) {

  /** No adapter at all. */
  public static final LoraShape NONE = new LoraShape(Map.of(), 0);

  private static final String PREFIX = "base_model.model.";

  public LoraShape {
    scales = Map.copyOf(scales);
  }

  static String a(String module) {
    return PREFIX + module + ".lora_A.weight";
  }

  static String b(String module) {
    return PREFIX + module + ".lora_B.weight";
  }

  static String magnitude(String module) {
    return PREFIX + module + ".lora_magnitude_vector";
  }

  static String saved(String tensor) {
    return PREFIX + tensor;
  }
}
