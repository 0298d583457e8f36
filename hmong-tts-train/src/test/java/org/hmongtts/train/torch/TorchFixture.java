package org.hmongtts.train.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.Fixtures;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.Reference;
import org.junit.jupiter.api.Named;

/** One fixture folder's decoder, opened for LibTorch. */
final class TorchFixture implements AutoCloseable {

  /** Where these tests compute: the processor, unless -Dhmongtts.train.device names another. */
  static final ExecutionProvider PROVIDER =
      ExecutionProvider.named(System.getProperty("hmongtts.train.device", "cpu"));

  /**
   * How far two computations of the same may lie apart, relatively: nothing on the processor, where
   * all sums have one order; on a GPU threads add gradients as they come.
   */
  static final double SAME = PROVIDER instanceof ExecutionProvider.Cpu ? 0 : 1e-4;

  final LlamaConfig config;
  final Llama network;
  final Checkpoint checkpoint;
  final FrozenWeights weights;

  TorchFixture(Path folder, BasePrecision precision) throws IOException {
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    config = LlamaConfig.read(file);
    network = new Llama(config, "model.");
    checkpoint = Checkpoint.open(folder);
    loadLibrary();
    Device device = LibTorch.device(PROVIDER);
    weights = new FrozenWeights(checkpoint, aliases(config), device, precision);
  }

  /** Loads LibTorch for this thread: one thread of computation, as the engine's workers have. */
  static void loadLibrary() {
    LibTorch.load(Path.of(System.getenv().getOrDefault("HMONG_TTS_CACHE", "target/cache")));
    torch.set_num_threads(1);
  }

  /** Attention over one sequence. */
  Attention attention(long[] positions, AttentionKernel kernel) {
    Device device = weights.device();
    Packing packing = new Packing(List.of(positions.length));
    return Attention.at(
        Tensors.of(positions, device),
        Attention.frequencies(config.rotary(), device),
        packing,
        Tensors.of(packing.starts(), device).to(ScalarType.Int),
        positions.length,
        kernel,
        weights.type());
  }

  private static Map<String, String> aliases(LlamaConfig config) {
    return config.tiedHead() ? Map.of("lm_head.weight", "model.embed_tokens.weight") : Map.of();
  }

  /** Folders with a Llama-style checkpoint and, below them, what the test needs. */
  static Stream<Named<Path>> folders(String needed) {
    return Fixtures.folders(
            "decoder with " + needed,
            folder ->
                Files.exists(folder.resolve("checkpoint/model.safetensors"))
                    && Files.exists(folder.resolve(needed))
                    && isLlama(folder.resolve("checkpoint/config.json")))
        .stream()
        .map(folder -> Named.of(folder.getFileName().toString(), folder));
  }

  /** The first folder with a Llama-style checkpoint, for tests that compare with no reference. */
  static Path first() {
    return folders("checkpoint").findFirst().orElseThrow().getPayload();
  }

  private static boolean isLlama(Path config) {
    try {
      return List.of("llama", "qwen2", "qwen3")
          .contains(ConfigFile.read(config).text("model_type", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long[][] rows(Checkpoint file, String tensor) {
    long[] values = Reference.longs(file, tensor);
    int rows = (int) file.tensor(tensor).dimensions()[0];
    int size = values.length / rows;
    long[][] result = new long[rows][];
    for (int row = 0; row < rows; row++) {
      result[row] = Arrays.copyOfRange(values, row * size, (row + 1) * size);
    }
    return result;
  }

  @Override
  public void close() {
    weights.close();
  }
}
