package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;

class BlockQuantizationTest {

  private static final int ROW = 40; // a block and a part of one

  private final BlockQuantization quantization = Precision.INT8.quantization().orElseThrow();

  @Property(seed = "20261122", tries = 500)
  void eightBitsAreWithinHalfAStepAndWhatTheyStandForStays(
      @ForAll @Size(ROW) float @FloatRange(min = -4, max = 4) [] row) {
    float[] again = decoded(row);
    for (int i = 0; i < ROW; i++) {
      float largest = 0;
      for (int j = i / 32 * 32; j < Math.min(ROW, i / 32 * 32 + 32); j++) {
        largest = Math.max(largest, Math.abs(row[j]));
      }
      assertThat(Math.abs(again[i] - row[i])).isLessThanOrEqualTo(largest / 127 * 0.502f);
    }
    assertThat(decoded(again)).isEqualTo(again);
  }

  private float[] decoded(float[] row) {
    ByteBuffer packed = ByteBuffer.allocate(quantization.rowBytes(ROW));
    ByteBuffer scales =
        ByteBuffer.allocate(quantization.blocks(ROW) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    quantization.quantizeRow(row, packed, scales);
    float[] values = new float[ROW];
    for (int i = 0; i < ROW; i++) {
      float scale = scales.getFloat(i / quantization.blockSize() * Float.BYTES);
      assertThat(Float.floatToIntBits(scale) & 0xffff).as("a bfloat16").isZero();
      values[i] = ((packed.get(i) & 0xff) - quantization.zero()) * scale;
    }
    return values;
  }
}
