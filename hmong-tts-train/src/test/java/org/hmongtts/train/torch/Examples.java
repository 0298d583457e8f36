package org.hmongtts.train.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hmongtts.adapter.AdapterTensor;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.adapter.TargetModules;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.train.torch.AdapterParameters.Group;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/** Random sequences and adapters, the same every time. */
final class Examples {

  /** Rates at which tiny adapters learn within a few steps. */
  static final Map<Group, Double> RATES =
      Map.of(Group.A, 1e-2, Group.B, 1e-2, Group.EMBEDDING, 1e-3);

  private static final int PROMPT = 3;

  private Examples() {}

  /** Sequences of random tokens; their losses together are the mean over labels. */
  static List<Sequence> sequences(int vocabulary, int... lengths) {
    Random random = new Random(11);
    int labels = Arrays.stream(lengths).map(length -> Math.max(0, length - PROMPT)).sum();
    List<Sequence> sequences = new ArrayList<>();
    for (int length : lengths) {
      boolean[] counted = new boolean[length];
      Arrays.fill(counted, Math.min(PROMPT, length), length, true);
      sequences.add(
          new Sequence(random.ints(length, 0, vocabulary).toArray(), counted, 1.0 / labels));
    }
    return sequences;
  }

  /** One configuration of each kind of adapter. */
  static Map<String, LoraConfig> kinds() {
    return Map.of(
        "LoRA", kind(false, false, Map.of(), Map.of()),
        "rank-stabilised LoRA", kind(true, false, Map.of(), Map.of()),
        "DoRA", kind(false, true, Map.of(), Map.of()),
        "patterns",
            kind(
                false,
                false,
                Map.of("down_proj", 2, "layers.1.self_attn.q_proj", 3),
                Map.of("v_proj", 40.0)));
  }

  private static LoraConfig kind(
      boolean rankStabilised,
      boolean dora,
      Map<String, Integer> ranks,
      Map<String, Double> alphas) {
    return new LoraConfig(
        4, 8, 0, TargetModules.LLAMA, List.of(), ranks, alphas, List.of(), rankStabilised, dora);
  }

  /** Writes an adapter that changes something: B random, magnitudes off their start. */
  static BoundAdapter adapter(Path folder, Checkpoint base, LoraConfig config) throws IOException {
    PeftAdapterWriter writer = new PeftAdapterWriter(config, "a test's base");
    writer.writeNew(folder, base, 7);
    Checkpoint fresh = Checkpoint.openFile(folder.resolve("adapter_model.safetensors"));
    Random random = new Random(8);
    List<AdapterTensor> tensors = new ArrayList<>();
    for (TensorInfo tensor : fresh.tensors().values()) {
      float[] values = fresh.readFloats(tensor.name());
      for (int i = 0; i < values.length; i++) {
        if (tensor.name().contains("lora_B")) {
          values[i] = (float) (0.05 * random.nextGaussian());
        } else if (tensor.name().contains("magnitude")) {
          values[i] *= (float) (1 + 0.1 * random.nextGaussian());
        }
      }
      tensors.add(new AdapterTensor(tensor.name(), tensor.dimensions(), values));
    }
    writer.write(folder, tensors);
    return PeftAdapter.read(folder).bind(base);
  }
}
