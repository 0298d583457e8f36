package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatsTest {

  @ParameterizedTest
  @CsvSource({
    "0000, 0.0",
    "8000, -0.0",
    "0001, 5.9604645E-8",
    "83ff, -6.097555E-5",
    "0400, 6.1035156E-5",
    "3c00, 1.0",
    "3555, 0.33325195",
    "7bff, 65504.0",
    "7c00, Infinity",
    "fc00, -Infinity",
    "7e00, NaN"
  })
  void readsFloat16(String hex, Float value) {
    assertThat(Floats.fromFloat16((short) Integer.parseInt(hex, 16))).isEqualTo(value);
  }

  @Test
  void everyFloat16SurvivesTheWayThereAndBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Floats.fromFloat16((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Floats.toFloat16(value)).isEqualTo((short) bits);
      } else {
        assertThat(Floats.fromFloat16(Floats.toFloat16(value))).isNaN();
      }
    }
  }

  @Test
  void roundsToTheNearestFloat16() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      float value = (float) ((random.nextDouble() - 0.5) * Math.pow(2, random.nextInt(45) - 28));
      float rounded = Floats.fromFloat16(Floats.toFloat16(value));
      double error = Math.abs((double) rounded - value);
      short bits = Floats.toFloat16(value);
      for (int neighbour : new int[] {-1, 1}) {
        float other = Floats.fromFloat16((short) (bits + neighbour));
        if (!Float.isNaN(other)) { // below zero in bits
          assertThat(Math.abs((double) other - value)).isGreaterThanOrEqualTo(error);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3f800000, 3f80",
    "3f808000, 3f80",
    "3f808001, 3f81",
    "3f818000, 3f82",
    "bf808001, bf81",
    "7f7fffff, 7f80",
    "7f800000, 7f80",
    "7f800001, 7fc0",
    "ffffffff, ffff",
    "00000001, 0000"
  })
  void roundsToBfloat16TiesToEven(String from, String to) {
    float value = Float.intBitsToFloat(Integer.parseUnsignedInt(from, 16));
    assertThat(Floats.toBfloat16(value)).isEqualTo((short) Integer.parseInt(to, 16));
  }

  @ParameterizedTest
  @CsvSource({"F64", "F32", "F16", "BF16"})
  void readsAndWritesEveryType(DType dtype) {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 255 - 127) / 8f; // exact in each type
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    Floats.write(values, values.length, dtype, bytes);
    assertThat(bytes.hasRemaining()).isFalse();

    float[] read = new float[5_000];
    Floats.read(bytes, dtype, 5_000, read, 5_000);

    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).isEqualTo(values[5_000 + i]);
    }
  }
}
