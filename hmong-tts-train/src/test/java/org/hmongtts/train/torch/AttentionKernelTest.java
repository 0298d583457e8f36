package org.hmongtts.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.network.RotaryFrequencies;
import org.junit.jupiter.api.Test;

class AttentionKernelTest {

  /** Another order of summation, as a share of the largest value. */
  private static final double ACCEPTED = 1e-5;

  @Property(tries = 60, seed = "20261122")
  void flashGivesWhatTheFormulaGivesForwardsAndBackwards(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 70) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 3) int keyValueHeads,
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 16) int fourthOfHeadSize,
      @ForAll long seed) {
    TorchFixture.loadLibrary();
    Packing packing = new Packing(lengths);
    long size = 4L * fourthOfHeadSize;
    List<float[]> formula =
        run(AttentionKernel.EXPLICIT, packing, keyValueHeads, groups, size, seed);
    List<float[]> flash = run(AttentionKernel.FLASH, packing, keyValueHeads, groups, size, seed);
    List<String> names = List.of("output", "gradient of q", "gradient of k", "gradient of v");
    double largest = largest(formula); // a gradient can vanish: one token alone has none for q
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j < formula.get(i).length; j++) {
        assertThat(Math.abs((double) formula.get(i)[j] - flash.get(i)[j]))
            .as("%s, value %d, of at most %s", names.get(i), j, largest)
            .isLessThanOrEqualTo(ACCEPTED * largest);
      }
    }
  }

  private static double largest(List<float[]> tensors) {
    double largest = 0;
    for (float[] tensor : tensors) {
      for (float value : tensor) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest;
  }

  private static List<float[]> run(
      AttentionKernel kernel,
      Packing packing,
      int keyValueHeads,
      int groups,
      long size,
      long seed) {
    try (PointerScope scope = new PointerScope()) {
      Generator generator = torch.make_generator_cpu();
      generator.set_current_seed(seed);
      List<Tensor> inputs = new ArrayList<>();
      for (int heads : new int[] {keyValueHeads * groups, keyValueHeads, keyValueHeads}) {
        inputs.add(random(generator, packing.tokens(), heads, size).requires_grad_(true));
      }
      Tensor starts = Tensors.of(packing.starts(), inputs.get(0).device()).to(ScalarType.Int);
      Tensor output =
          kernel.attend(
              inputs.get(0), inputs.get(1), inputs.get(2), packing, packing.longest(), starts);
      Tensor above = random(generator, packing.tokens(), keyValueHeads * groups, size);
      output.backward(above, new BoolOptional(), false, new TensorArrayRefOptional());
      List<float[]> found = new ArrayList<>();
      found.add(Tensors.floats(output));
      inputs.forEach(input -> found.add(Tensors.floats(new Tensor(input.grad()))));
      return found;
    }
  }

  private static Tensor random(Generator generator, long... shape) {
    return torch
        .zeros(shape, Tensors.options(ScalarType.Float))
        .normal_(0, 1, new GeneratorOptional(generator));
  }

  /** The processor's kernel was asked for; had LibTorch another in mind, this would tell. */
  @Test
  void theProcessorReallyRunsItsFlashKernel() {
    TorchFixture.loadLibrary();
    AttentionShape shape = new AttentionShape(6, 2, 12, RotaryFrequencies.plain(10_000, 12));
    Device device = new Device(DeviceType.CPU);
    assertThat(AttentionKernel.FLASH.chosen(shape, device, BasePrecision.F32)).contains("flash");
    assertThat(AttentionKernel.FLASH.chosen(shape, device, BasePrecision.BF16)).contains("flash");
    assertThat(AttentionKernel.EXPLICIT.chosen(shape, device, BasePrecision.F32))
        .isEqualTo("explicit");
  }
}
