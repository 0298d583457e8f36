package org.hmongtts.adapter;

import java.util.Arrays;
import org.hmongtts.checkpoint.Excerpt;

/**
 * One tensor of an adapter's file.
 *
 * @param name as PEFT calls it: {@code base_model.model.<module>.lora_A.weight}
 * @param shape its dimensions
 * @param values row by row; shared, not copied
 */
public record AdapterTensor(String name, long[] shape, float[] values) {

  /**
   * @throws IllegalArgumentException if there are more or fewer values than the shape has
   */
  public AdapterTensor {
    long elements = 1;
    for (long dimension : shape) {
      elements = Math.multiplyExact(elements, dimension);
    }
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "tensor "
              + Excerpt.name(name)
              + " has "
              + values.length
              + " values, expected "
              + elements
              + " for its shape "
              + Arrays.toString(shape));
    }
  }
}
