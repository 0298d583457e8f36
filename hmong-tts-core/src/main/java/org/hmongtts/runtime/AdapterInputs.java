package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.hmongtts.DeviceException;

/** What a decoder's graph lets an adapter change at run time, at the cost of a few small nodes. */
enum AdapterInputs {
  /** Nothing: the fastest graph. */
  NONE,
  /** {@code + x·A·B} at each linear module of the decoder; rank 0 leaves a module as it is. */
  LORA,
  /** As {@link #LORA}, and each output row scaled (DoRA). */
  DORA;

  /** Input with A transposed, {@code [in, rank]}. */
  static String a(String module) {
    return module + ".lora_A";
  }

  /** Input with the scaled B transposed, {@code [rank, out]}. */
  static String b(String module) {
    return module + ".lora_B";
  }

  /** Input with the factor of each row, {@code [out]} or {@code [1]}. */
  static String rowScale(String module) {
    return module + ".row_scale";
  }

  /** A tensor over a direct copy of the values, which may be none. */
  static OnnxTensor tensor(float[] values, long... shape) {
    // At least one element: ONNX Runtime wants an address, also for an empty tensor.
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(Math.max(1, values.length) * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    buffer.put(values).flip();
    try {
      return OnnxTensor.createTensor(OnnxEnvironment.shared(), buffer, shape);
    } catch (OrtException e) {
      throw new DeviceException("an adapter's tensor cannot be made: " + e.getMessage(), e);
    }
  }
}
