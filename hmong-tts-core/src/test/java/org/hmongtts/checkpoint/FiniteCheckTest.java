package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiniteCheckTest {

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "F32, 7f800000, true",
    "F32, ff800000, true",
    "F32, 7fc00000, true",
    "F32, 7f800001, true",
    "F32, 7f7fffff, false",
    "F32, ff7fffff, false",
    "F32, 80000000, false",
    "F32, 007fffff, false",
    "BF16, 7f80, true",
    "BF16, ffff, true",
    "BF16, 7f7f, false",
    "BF16, ff7f, false",
    "F16, 7c00, true",
    "F16, fe01, true",
    "F16, 7bff, false",
    "F16, fbff, false",
    "F64, 7ff0000000000000, true",
    "F64, fff0000000000001, true",
    "F64, 7fefffffffffffff, false",
    "F64, ffefffffffffffff, false",
    "I32, 7f800000, false"
  })
  void findsValuesThatAreNotFinite(DType dtype, String hex, boolean notFinite) {
    long bits = Long.parseUnsignedLong(hex, 16);
    for (int elements : new int[] {1, 2, 3, 5, 8, 70_001}) {
      for (int at : new int[] {0, elements / 2, elements - 1}) {
        ByteBuffer bytes = ordinary(dtype, elements);
        for (int i = 0; i < dtype.bytes(); i++) {
          bytes.put(at * dtype.bytes() + i, (byte) (bits >>> 8 * i));
        }
        assertThat(check(dtype, bytes)).as("%d of %d", at, elements).isEqualTo(notFinite);
      }
    }
  }

  @Test
  void namesTheFirstOfSeveral() {
    FiniteCheck check = new FiniteCheck();
    for (String name : List.of("good", "bad", "worse")) {
      ByteBuffer bytes = ordinary(DType.F32, 3_000_000);
      if (!name.equals("good")) {
        bytes.putFloat(4 * 2_999_999, Float.NaN);
      }
      check.add(info(name, DType.F32), bytes);
    }
    AtomicLong total = new AtomicLong();

    assertThat(check.firstNotFinite((done, all) -> total.set(all))).contains("bad");
    assertThat(total).hasValue(3 * 12_000_000L);
  }

  private static boolean check(DType dtype, ByteBuffer bytes) {
    FiniteCheck check = new FiniteCheck();
    check.add(info("t", dtype), bytes);
    return check.firstNotFinite(ProgressListener.NONE).isPresent();
  }

  private static TensorInfo info(String name, DType dtype) {
    return new TensorInfo(name, dtype, List.of(), Path.of("f"), 0, 0);
  }

  /** Random finite values: any bits whose exponent is not all ones. */
  private static ByteBuffer ordinary(DType dtype, int elements) {
    byte[] bytes = new byte[elements * dtype.bytes()];
    new Random(elements).nextBytes(bytes);
    for (int i = dtype.bytes() - 1; i < bytes.length; i += dtype.bytes()) {
      bytes[i] &= (byte) 0xbf;
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
