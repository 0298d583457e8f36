package org.hmongtts.train.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.network.Snac;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.WeightNorm;

/** A SNAC codec on LibTorch, its weight norm folded into a file of the test's. */
final class TorchSnac implements AutoCloseable {

  final Snac network;
  private final FrozenWeights weights;

  /**
   * @param codec its weights as released
   * @param temporary gets the folded weights
   */
  TorchSnac(SnacConfig config, Checkpoint codec, Path temporary) throws IOException {
    network = new Snac(config);
    SafetensorsWriter folded = new SafetensorsWriter();
    WeightNorm.declareFolded(codec, folded);
    Path file = temporary.resolve("folded.safetensors");
    folded.write(file);
    TorchFixture.loadLibrary();
    Device device = LibTorch.device(TorchFixture.PROVIDER);
    weights = new FrozenWeights(Checkpoint.openFile(file), Map.of(), device, BasePrecision.F32);
  }

  /** A part of the network, on tensors that this object makes. */
  interface Part {
    Map<String, Tensor> apply(TorchOps ops, Snac network);
  }

  /** What a part gives, without noise. */
  Map<String, float[]> run(Part part) {
    return run(Optional.empty(), part);
  }

  /** What a part gives with the given noise of each block. */
  Map<String, float[]> run(Optional<List<float[]>> noise, Part part) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, float[]> values = new HashMap<>();
      part.apply(TorchOps.codec(weights, noise.map(this::blocks)), network)
          .forEach((name, tensor) -> values.put(name, Tensors.floats(tensor)));
      return values;
    }
  }

  private Map<Integer, Tensor> blocks(List<float[]> noise) {
    Map<Integer, Tensor> blocks = new HashMap<>();
    for (float[] block : noise) {
      blocks.put(blocks.size(), audio(block));
    }
    return blocks;
  }

  /** Values as {@code [1, 1, time]}. */
  Tensor audio(float[] values) {
    return Tensors.of(values, weights.device(), 1, 1, values.length);
  }

  /** Codes as {@code [1, steps]} of each level. */
  List<Tensor> codes(int[][] levels) {
    return Arrays.stream(levels)
        .map(level -> Arrays.stream(level).asLongStream().toArray())
        .map(level -> Tensors.of(level, weights.device()).unsqueeze(0))
        .toList();
  }

  @Override
  public void close() {
    weights.close();
  }
}
