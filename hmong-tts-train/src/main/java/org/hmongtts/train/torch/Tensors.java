package org.hmongtts.train.torch;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.TensorInfo;

/** Java's arrays and mapped files as LibTorch's tensors, and back. */
final class Tensors {

  private Tensors() {}

  static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }

  /** A copy of the values on a device. */
  static Tensor of(float[] values, Device device, long... shape) {
    try (FloatPointer pointer = new FloatPointer(values)) {
      return torch
          .from_blob(pointer, shape, options(ScalarType.Float))
          .to(device, ScalarType.Float, false, true, new MemoryFormatOptional());
    }
  }

  /** A copy of the values on a device. */
  static Tensor of(long[] values, Device device) {
    try (LongPointer pointer = new LongPointer(values)) {
      return torch
          .from_blob(pointer, new long[] {values.length}, options(ScalarType.Long))
          .to(device, ScalarType.Long, false, true, new MemoryFormatOptional());
    }
  }

  /** The tensor of a file where it lies; the buffer must outlive it. */
  static Tensor mapped(TensorInfo info, ByteBuffer bytes) {
    return torch.from_blob(new BytePointer(bytes.slice()), info.dimensions(), options(type(info)));
  }

  static ScalarType type(TensorInfo info) {
    return switch (info.dtype()) {
      case F32 -> ScalarType.Float;
      case F16 -> ScalarType.Half;
      case BF16 -> ScalarType.BFloat16;
      case F64 -> ScalarType.Double;
      default ->
          throw new ModelFormatException(
              info.file()
                  + ": tensor "
                  + info.name()
                  + " is "
                  + info.dtype()
                  + ", expected F32, F16, BF16 or F64 weights; train on a base that is not"
                  + " quantised");
    };
  }

  /** The values, row by row. */
  static float[] floats(Tensor tensor) {
    try (Tensor values =
        tensor.detach().to(new Device(torch.DeviceType.CPU), ScalarType.Float).contiguous()) {
      float[] floats = new float[Math.toIntExact(values.numel())];
      values.data_ptr_float().get(floats);
      return floats;
    }
  }
}
