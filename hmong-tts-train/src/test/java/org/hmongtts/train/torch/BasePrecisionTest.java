package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BasePrecisionTest {

  private static final int STEPS = 12;

  /** Bfloat has 8 significant bits, and every step adds the roundings of those before. */
  private static final double BF16_FIRST_STEP = 5e-3;

  private static final double BF16_LATER_STEPS = 0.05;

  @TempDir Path temporary;

  static Stream<Named<Path>> folders() {
    return TorchFixture.folders("checkpoint");
  }

  @ParameterizedTest
  @MethodSource("folders")
  void trainingOnNf4IsTrainingOnTheWeightsThatItsCodesStandFor(Path folder) throws Exception {
    Path recovered = temporary.resolve("recovered");
    writeRecovered(folder.resolve("checkpoint"), recovered);
    List<Double> packed = losses(folder.resolve("checkpoint"), BasePrecision.NF4, "packed");
    Repeated.assertSame(packed, losses(recovered, BasePrecision.F32, "whole"), "loss of step");
    assertThat(packed.get(STEPS - 1)).isLessThan(0.9 * packed.get(0));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void nf4IsNotTheBaseItself(Path folder) throws Exception {
    double packed = losses(folder.resolve("checkpoint"), BasePrecision.NF4, "packed").get(0);
    double exact = losses(folder.resolve("checkpoint"), BasePrecision.F32, "exact").get(0);
    assertThat(packed).isNotEqualTo(exact).isCloseTo(exact, within(0.1 * exact));
  }

  @ParameterizedTest
  @MethodSource("folders")
  void lossesInBf16StayNearThoseInF32(Path folder) throws Exception {
    List<Double> rounded = losses(folder.resolve("checkpoint"), BasePrecision.BF16, "rounded");
    List<Double> exact = losses(folder.resolve("checkpoint"), BasePrecision.F32, "exact");
    for (int step = 0; step < STEPS; step++) {
      assertThat(rounded.get(step) / exact.get(step))
          .isCloseTo(1, within(step == 0 ? BF16_FIRST_STEP : BF16_LATER_STEPS));
    }
  }

  /** Four bits a weight, and a byte and a little for the scale of each 64. */
  @ParameterizedTest
  @MethodSource("folders")
  void nf4HoldsALittleMoreThanFourBitsAWeight(Path folder) throws Exception {
    int rows = 1024;
    int columns = 512;
    Nf4Codes codes =
        Nf4Codes.quantize(
            java.nio.ByteBuffer.allocate(4 * rows * columns), DType.F32, rows * columns);
    TorchFixture.loadLibrary();
    try (Nf4Matrix matrix =
        new Nf4Matrix(codes, new long[] {rows, columns}, LibTorch.device(TorchFixture.PROVIDER))) {
      assertThat(8.0 * matrix.bytes() / (rows * columns)).isCloseTo(4.127, within(0.001));
    }
  }

  private List<Double> losses(Path checkpoint, BasePrecision precision, String name)
      throws IOException {
    try (TorchFixture base = new TorchFixture(checkpoint, precision)) {
      BoundAdapter adapter =
          Examples.adapter(temporary.resolve(name), base.checkpoint, Examples.kinds().get("LoRA"));
      LoraEngine.Settings settings =
          new LoraEngine.Settings(AttentionKernel.FLASH, base.config.layers(), 1, 1 << 20, 0, 0);
      List<Sequence> sequences = Examples.sequences(base.config.vocabularySize(), 24, 31);
      List<Double> losses = new ArrayList<>();
      try (LoraEngine engine = new LoraEngine(base.network, base.weights, adapter, settings)) {
        for (int step = 0; step < STEPS; step++) {
          losses.add(engine.step(sequences, Examples.RATES, 1, step).loss());
        }
      }
      return losses;
    }
  }

  /** The checkpoint, with the layers' matrices as NF4's codes give them back. */
  private static void writeRecovered(Path source, Path target) throws IOException {
    Files.createDirectories(target);
    Files.copy(source.resolve("config.json"), target.resolve("config.json"));
    Checkpoint checkpoint = Checkpoint.open(source);
    SafetensorsWriter writer = new SafetensorsWriter();
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      float[] values = checkpoint.readFloats(tensor.name());
      if (tensor.name().contains("_proj.weight")) {
        Nf4Codes codes =
            Nf4Codes.quantize(checkpoint.map(tensor.name()), tensor.dtype(), values.length);
        values = codes.dequantized(DynamicScales.quantize(codes.scales()).dequantized());
      }
      writer.add(tensor.name(), DType.F32, tensor.dimensions(), SafetensorsWriter.floats(values));
    }
    writer.write(target.resolve("model.safetensors"));
  }
}
