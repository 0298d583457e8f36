package org.hmongtts.train.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A matrix on a device as 4-bit codes with 8-bit scales. */
final class Nf4Matrix implements AutoCloseable {

  private final long[] shape;
  private final long blocks;
  private final float mean;
  private final Tensor packed; // [blocks · 32], two codes a byte
  private final Tensor scaleCodes; // [scale blocks · 256]
  private final Tensor scales; // [scale blocks, 1]
  private final Tensor pairs; // [256], both values of a byte's codes as one complex number
  private final Tensor map; // [256]

  Nf4Matrix(Nf4Codes codes, long[] shape, Device device) {
    this.shape = shape.clone();
    this.blocks = codes.scales().length;
    DynamicScales dynamic = DynamicScales.quantize(codes.scales());
    this.mean = dynamic.mean();
    long scaleBlocks = dynamic.scales().length;
    try (PointerScope scope = new PointerScope()) {
      packed = bytes(codes.packed(), blocks * Nf4Codes.BLOCK / 2, device);
      scaleCodes = bytes(dynamic.codes(), scaleBlocks * DynamicScales.BLOCK, device);
      scales = Tensors.of(dynamic.scales(), device, scaleBlocks, 1).retainReference();
      Tensor values = Tensors.of(pairValues(), device, 256, 2);
      pairs = torch.view_as_complex(values).retainReference(); // one look-up for two
      map = Tensors.of(DynamicScales.MAP, device, DynamicScales.BLOCK).retainReference();
    }
  }

  /** Bytes with zeros behind them, so that the last block is whole. */
  private static Tensor bytes(byte[] values, long size, Device device) {
    byte[] padded = Arrays.copyOf(values, Math.toIntExact(size));
    try (BytePointer pointer = new BytePointer(padded)) {
      return torch
          .from_blob(pointer, new long[] {size}, Tensors.options(ScalarType.Byte))
          .to(device, ScalarType.Byte, false, true, new MemoryFormatOptional())
          .retainReference();
    }
  }

  private static float[] pairValues() {
    float[] values = new float[2 * 256];
    for (int b = 0; b < 256; b++) {
      values[2 * b] = Nf4Codes.TABLE[b >> 4];
      values[2 * b + 1] = Nf4Codes.TABLE[b & 15];
    }
    return values;
  }

  /** The matrix, in the scope of the caller. */
  Tensor dequantized(ScalarType type) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor like = torch.zeros(new long[] {0}, Tensors.options(type));
      Tensor matrix =
          Scripts.nf4(
              packed,
              scaleCodes,
              scales,
              pairs,
              map,
              mean,
              blocks,
              (long) Nf4Codes.BLOCK,
              shape,
              like);
      outer.attach(matrix);
      return matrix;
    }
  }

  /** Bytes of device memory it holds. */
  long bytes() {
    return packed.numel() + scaleCodes.numel() + 4 * scales.numel();
  }

  @Override
  public void close() {
    for (Tensor tensor : new Tensor[] {packed, scaleCodes, scales, pairs, map}) {
      tensor.releaseReference();
    }
  }
}
