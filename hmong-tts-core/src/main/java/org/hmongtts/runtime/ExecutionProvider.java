package org.hmongtts.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The device that networks run on. {@link #cpu()} and {@link #cuda(int)} come with the library;
 * others are found by {@link ServiceLoader} through {@link Factory}, so that callers need not
 * change. Immutable and thread-safe.
 */
public interface ExecutionProvider {

  /** Makes providers of one kind, found by {@link ServiceLoader}. */
  interface Factory {

    /** The kind: the part of a provider's name before the colon, in lower case. */
    String kind();

    /** A provider on the numbered device of this kind. */
    ExecutionProvider create(int device);
  }

  /** Its name as {@link #named} takes it: {@code cpu}, {@code cuda:0}. */
  String name();

  /** Whether weights must be 32-bit floats or quantised there: true where 16-bit kernels lack. */
  boolean needsFloat32();

  /**
   * Whether the language model generates in a loop inside of its graph there, a chunk of frames in
   * one run, so that keys and values stay on the device; else every token is a run of its own,
   * which is faster where they are in the host's memory anyway. There {@link Precision#INT8} meets
   * bfloat16 activations, unless the device {@linkplain #needsFloat32 needs} 32-bit ones.
   */
  default boolean generatesInGraph(Precision precision) {
    return false;
  }

  /**
   * Adds itself to the options of a session about to be created.
   *
   * @throws OrtException if the device, its driver or its library is missing
   */
  void configure(SessionOptions options) throws OrtException;

  /** The processor. Always available. */
  static ExecutionProvider cpu() {
    return Cpu.INSTANCE;
  }

  /**
   * An NVIDIA GPU. Needs {@code onnxruntime_gpu} on the class path in place of {@code onnxruntime}.
   *
   * @param device its number, from 0
   */
  static ExecutionProvider cuda(int device) {
    return new Cuda(device);
  }

  /**
   * The provider of that name: {@code cpu}, {@code cuda}, {@code cuda:1}, or what a {@link Factory}
   * on the class path makes.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists those known
   */
  static ExecutionProvider named(String name) {
    String[] parts = name.trim().toLowerCase(Locale.ROOT).split(":", 2);
    int device = 0;
    if (parts.length == 2) {
      if (!parts[1].matches("[0-9]{1,3}")) {
        throw new IllegalArgumentException(
            "provider must be KIND or KIND:DEVICE such as cuda:0, got \"" + name + "\"");
      }
      device = Integer.parseInt(parts[1]);
    }
    switch (parts[0]) {
      case "cpu":
        return cpu();
      case "cuda":
        return cuda(device);
      default:
        for (Factory factory : ServiceLoader.load(Factory.class)) {
          if (factory.kind().equals(parts[0])) {
            return factory.create(device);
          }
        }
        String known =
            Stream.concat(
                    Stream.of("cpu", "cuda"),
                    StreamSupport.stream(ServiceLoader.load(Factory.class).spliterator(), false)
                        .map(Factory::kind))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
            "no execution provider \"" + name + "\"; known here: " + known);
    }
  }

  /** The processor. */
  final class Cpu implements ExecutionProvider {
    private static final Cpu INSTANCE = new Cpu();

    private Cpu() {}

    @Override
    public String name() {
      return "cpu";
    }

    @Override
    public boolean needsFloat32() {
      return true;
    }

    @Override
    public void configure(SessionOptions options) {
      // ONNX Runtime always has the CPU provider behind all others.
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * An NVIDIA GPU.
   *
   * @param device its number, from 0
   */
  record Cuda(int device) implements ExecutionProvider {

    public Cuda {
      if (device < 0) {
        throw new IllegalArgumentException("device must be 0 or more, got " + device);
      }
    }

    @Override
    public String name() {
      return "cuda:" + device;
    }

    @Override
    public boolean needsFloat32() {
      return false;
    }

    @Override
    public boolean generatesInGraph(Precision precision) {
      // ONNX Runtime has attention with caches for 16-bit floats there, and for no others. INT4
      // stays out, because an adapter's weights could not be quantised so within the graph.
      return precision != Precision.F32 && precision != Precision.INT4;
    }

    @Override
    public void configure(SessionOptions options) throws OrtException {
      try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device)) {
        // Full float32 products: tokens then equal the processor's. 16-bit precisions are unmoved.
        cuda.add("use_tf32", "0");
        // Trying every algorithm for each shape takes longer than a better one saves.
        cuda.add("cudnn_conv_algo_search", "HEURISTIC");
        // Flash, memory-efficient and plain attention; cuDNN's fails on decoding shapes.
        cuda.add("sdpa_kernel", "19");
        // All nodes queue in one stream: generation is bound by launches, and waits are among them.
        cuda.add("use_ep_level_unified_stream", "1");
        options.addCUDA(cuda);
      }
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
