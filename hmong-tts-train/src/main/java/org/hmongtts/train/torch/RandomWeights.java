package org.hmongtts.train.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * Weights as such networks are initialised: normal with a deviation of 0.02, norms 1. Drawn with
 * the device's own generator, in the order in which they are asked for.
 */
final class RandomWeights {

  private static final double DEVIATION = 0.02; // transformers' initializer_range

  private final Device device;

  RandomWeights(Device device, long seed) {
    this.device = device;
    torch.manual_seed(seed);
  }

  /** A tensor on the device, in the caller's scope if there is one. */
  Tensor tensor(TensorInfo info, ScalarType type) {
    try (NoGradGuard guard = new NoGradGuard()) {
      // Only what is nothing yet is moved to the device: the numbers come to be there.
      Tensor empty = torch.empty(0L).to(device, type);
      Tensor drawn = empty.new_empty(info.dimensions());
      return info.name().endsWith("norm.weight")
          ? drawn.fill_(new org.bytedeco.pytorch.Scalar(1.0))
          : drawn.normal_(0, DEVIATION, new GeneratorOptional());
    }
  }

  /** A matrix as codes; its numbers are drawn on the device and pass through the host. */
  Nf4Codes codes(TensorInfo info) {
    try (PointerScope scope = new PointerScope()) {
      int count = Math.toIntExact(info.elements());
      Tensor values =
          tensor(info, ScalarType.Float).to(new Device(DeviceType.CPU), ScalarType.Float);
      BytePointer bytes = new BytePointer(values.data_ptr_float());
      ByteBuffer buffer =
          bytes.capacity((long) count * Float.BYTES).asBuffer().order(ByteOrder.LITTLE_ENDIAN);
      return Nf4Codes.quantize(buffer, DType.F32, count);
    }
  }
}
