package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import org.hmongtts.DeviceException;

/** Named tensors over buffers of ours, for one run: its inputs, or the outputs it writes. */
final class RunTensors implements AutoCloseable {

  private final Map<String, OnnxTensor> tensors = new HashMap<>();

  /** A tensor of floats of this shape; the buffer is its memory. */
  FloatBuffer floats(String name, long... shape) {
    FloatBuffer buffer = direct(Float.BYTES, shape).asFloatBuffer();
    wrap(name, buffer, shape);
    return buffer;
  }

  /** A tensor over a direct buffer's values from its position to its limit. */
  void wrap(String name, FloatBuffer buffer, long... shape) {
    try {
      tensors.put(name, OnnxTensor.createTensor(OnnxEnvironment.shared(), buffer, shape));
    } catch (OrtException e) {
      throw failure(name, e);
    }
  }

  /** A tensor of 64-bit integers of this shape; the buffer is its memory. */
  LongBuffer longs(String name, long... shape) {
    LongBuffer buffer = direct(Long.BYTES, shape).asLongBuffer();
    try {
      tensors.put(name, OnnxTensor.createTensor(OnnxEnvironment.shared(), buffer, shape));
      return buffer;
    } catch (OrtException e) {
      throw failure(name, e);
    }
  }

  /** A tensor of 32-bit integers of this shape; the buffer is its memory. */
  IntBuffer ints(String name, long... shape) {
    IntBuffer buffer = direct(Integer.BYTES, shape).asIntBuffer();
    try {
      tensors.put(name, OnnxTensor.createTensor(OnnxEnvironment.shared(), buffer, shape));
      return buffer;
    } catch (OrtException e) {
      throw failure(name, e);
    }
  }

  Map<String, OnnxTensor> byName() {
    return tensors;
  }

  /** Direct memory for so many elements, all zero. */
  static ByteBuffer direct(int size, long... shape) {
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
