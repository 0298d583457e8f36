package org.hmongtts.train.torch;

import java.util.HashMap;
import java.util.Map;
import org.hmongtts.adapter.BoundAdapter;

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

  /** What a given adapter does. */
  static LoraShape of(BoundAdapter adapter, double dropout) {
    Map<String, Float> scales = new HashMap<>();
    adapter.modules().forEach((module, lora) -> scales.put(module, lora.scale()));
    return new LoraShape(scales, dropout);
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

  /** Whether this is an A or B that a pass uses once, as it does all but the head's. */
  static boolean isFactorOfLayer(String name) {
    return name.contains(".lora_") && name.endsWith(".weight") && !name.contains(PackedPass.HEAD);
  }

  static String saved(String tensor) {
    return PREFIX + tensor;
  }
}
