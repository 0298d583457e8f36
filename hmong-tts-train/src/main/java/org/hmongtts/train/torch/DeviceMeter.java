package org.hmongtts.train.torch;

import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SizeTPair;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What a device is made to give: memory that LibTorch's allocator took of it, and arithmetic. For
 * one thread. Memory is empty on the processor, and where the bindings of CUDA's own libraries
 * ({@code org.bytedeco:cuda}) are not on the class path.
 */
public final class DeviceMeter {

  private static final int GPU_SIZE = 8192;
  private static final int CPU_SIZE = 512;
  private static final int WARM_UP = 3;
  private static final int PRODUCTS = 50;

  private final Device device;

  public DeviceMeter(Device device) {
    this.device = device;
  }

  /** Waits for all that the device was given to do. */
  public void synchronize() {
    if (device.is_cuda()) {
      torch.synchronizeDevice(device.index());
    }
  }

  /** Begins to look for the most memory anew. */
  public void resetPeak() {
    if (device.is_cuda()) {
      try (PointerScope scope = new PointerScope()) {
        torch.zeros(1).to(device, ScalarType.Float); // the allocator knows no device before
        torch.resetPeakStats(device.index());
      }
    }
  }

  /** The most bytes that tensors took together since {@link #resetPeak}. */
  public OptionalLong peakAllocatedBytes() {
    return stat(stats -> stats.allocated_bytes().peak());
  }

  /** The most bytes that the allocator held since {@link #resetPeak}, its unused ones as well. */
  public OptionalLong peakReservedBytes() {
    return stat(stats -> stats.reserved_bytes().peak());
  }

  /** Bytes of the device that anyone has taken now, by what its driver says. */
  public OptionalLong usedBytes() {
    if (!device.is_cuda()) {
      return OptionalLong.empty();
    }
    try (PointerScope scope = new PointerScope()) {
      SizeTPair freeOfTotal = torch.getMemoryInfo(device.index());
      return OptionalLong.of(freeOfTotal.second() - freeOfTotal.first());
    }
  }

  /** A figure of all pools together, which is the first of each statistic's three. */
  private OptionalLong stat(ToLongFunction<DeviceStats> figure) {
    if (!device.is_cuda()) {
      return OptionalLong.empty();
    }
    try (PointerScope scope = new PointerScope()) {
      return OptionalLong.of(figure.applyAsLong(torch.getDeviceStats(device.index())));
    } catch (LinkageError | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** Rows of the square matrices of {@link #operationsPerSecond}. */
  public int productSize() {
    return device.is_cuda() ? GPU_SIZE : CPU_SIZE;
  }

  /** Floating-point operations a second of large products: bfloat16 on a GPU, else 32 bits. */
  public double operationsPerSecond() {
    long n = productSize();
    ScalarType type = device.is_cuda() ? ScalarType.BFloat16 : ScalarType.Float;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      // Random numbers: on constant ones a GPU needs less power, and so is quicker than on weights.
      Tensor a = torch.randn(n, n).to(device, type);
      Tensor product = torch.empty_like(a);
      for (int i = 0; i < WARM_UP; i++) {
        torch.mm_out(product, a, a);
      }
      synchronize();
      long start = System.nanoTime();
      for (int i = 0; i < PRODUCTS; i++) {
        torch.mm_out(product, a, a);
      }
      synchronize();
      return 2.0 * n * n * n * PRODUCTS / ((System.nanoTime() - start) / 1e9);
    }
  }
}
