package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.hmongtts.DeviceException;

/** Named tensors over buffers of ours, for one run: its inputs, or the outputs it writes. */
final class RunTensors implements AutoCloseable {

  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  /** A tensor of floats of this shape; the buffer is its memory. */
  FloatBuffer floats(String name, long... shape) {
    FloatBuffer buffer = direct(shape, Float.BYTES).asFloatBuffer();
    try {
      tensors.put(name, OnnxTensor.createTensor(OnnxSession.environment(), buffer, shape));
      return buffer;
    } catch (OrtException e) {
      throw failure(name, e);
    }
  }

  /** A tensor of 64-bit integers of this shape; the buffer is its memory. */
  LongBuffer longs(String name, long... shape) {
    LongBuffer buffer = direct(shape, Long.BYTES).asLongBuffer();
    try {
      tensors.put(name, OnnxTensor.createTensor(OnnxSession.environment(), buffer, shape));
      return buffer;
    } catch (OrtException e) {
      throw failure(name, e);
    }
  }

  Map<String, OnnxTensor> byName() {
    return tensors;
  }

  private static ByteBuffer direct(long[] shape, int size) {
    long bytes = size;
    for (long dimension : shape) {
      bytes = Math.multiplyExact(bytes, dimension);
    }
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  private static DeviceException failure(String name, OrtException e) {
    return new DeviceException("tensor " + name + " cannot be made: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    tensors.clear();
  }
}
