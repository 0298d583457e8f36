package org.hmongtts.train.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.hmongtts.DeviceException;
import org.hmongtts.runtime.ExecutionProvider;

/** LibTorch's native library: loaded once, and set up for how this library uses it. */
public final class LibTorch {

  private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final String CACHE_FOLDER = "org.bytedeco.javacpp.cachedir";

  private static Optional<Throwable> failure = Optional.empty();
  private static boolean loaded;

  private LibTorch() {}

  /**
   * Loads it; the first time on a machine its libraries are unpacked, 445 MB.
   *
   * @param cacheFolder where to; a folder inside is used unless the system property {@code
   *     org.bytedeco.javacpp.cachedir} names another
   * @throws DeviceException if there is none for this platform or it can't be loaded
   */
  public static synchronized void load(Path cacheFolder) {
    if (!loaded) {
      loaded = true;
      // JavaCPP otherwise refuses memory beyond four times the Java heap, whatever the machine has.
      setDefault(MAX_PHYSICAL_BYTES, "0");
      setDefault(CACHE_FOLDER, cacheFolder.resolve("native").toString());
      failure = tryToLoad();
    }
    if (failure.isPresent()) {
      throw new DeviceException(
          "LibTorch can't be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + failure.get().getMessage()
              + "); put org.bytedeco:pytorch, openblas and javacpp for this platform on the class"
              + " path",
          failure.get());
    }
  }

  private static Optional<Throwable> tryToLoad() {
    try {
      torch.num_sdp_backends();
      // Its threads fight with LibTorch's for the same cores: on two of them a step took four times
      // as long. We compute sequences side by side instead.
      openblas.blas_set_num_threads(1);
      // cuDNN otherwise rounds 32-bit floats to 10 bits in convolutions.
      torch.globalContext().setAllowTF32CuDNN(false);
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * The device of a provider.
   *
   * @throws DeviceException if LibTorch can't compute there
   */
  public static Device device(ExecutionProvider provider) {
    if (provider instanceof ExecutionProvider.Cpu) {
      return new Device(DeviceType.CPU);
    }
    if (provider instanceof ExecutionProvider.Cuda cuda) {
      if (!torch.cuda_is_available()) {
        throw new DeviceException(
            provider.name()
                + ": this LibTorch has no CUDA, or there is no NVIDIA driver; put"
                + " org.bytedeco:pytorch:linux-x86_64-gpu on the class path, or train on the cpu");
      }
      return new Device(DeviceType.CUDA, (byte) cuda.device());
    }
    throw new DeviceException(
        provider.name() + ": training runs on cpu and cuda; name one of these as the provider");
  }

  /** Memory that nobody uses now, of a GPU its own; the most there can be where it isn't known. */
  public static long freeMemoryBytes(Device device) {
    if (device.is_cuda()) {
      return torch.getMemoryInfo(device.index()).first();
    }
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getFreeMemorySize()
        : Long.MAX_VALUE;
  }

  /** The release of the bindings, which begins with LibTorch's own. */
  public static String version() {
    try {
      return String.valueOf(Loader.getVersion("org.bytedeco", "pytorch"));
    } catch (IOException e) {
      return "unknown"; // repackaged without the descriptors that tell
    }
  }

  /** What went wrong, without the native stack trace that follows it in LibTorch's messages. */
  public static String message(RuntimeException error) {
    String message = String.valueOf(error.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
