package org.hmongtts.adapter;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.TensorInfo;

/** Makes the adapter that training starts from: one that changes nothing yet. */
final class AdapterInitializer {

  private static final String PREFIX = "base_model.model.";
  private static final String WEIGHT = ".weight";

  private final Checkpoint base;
  private final PeftConfig config;
  private final LoraConfig lora;
  private final SplittableRandom random;

  AdapterInitializer(Checkpoint base, PeftConfig config, LoraConfig lora, long seed) {
    this.base = base;
    this.config = config;
    this.lora = lora;
    this.random = new SplittableRandom(seed);
  }

  /**
   * @throws IllegalArgumentException if a target or a module to save is none of the base's
   */
  List<AdapterTensor> tensors() throws IOException {
    List<AdapterTensor> tensors = new ArrayList<>();
    Optional<TiedHead> tied = TiedHead.of(base);
    List<String> names = new ArrayList<>(base.tensors().keySet());
    tied.map(TiedHead::head).filter(head -> !names.contains(head)).ifPresent(names::add);
    names.sort(null); // the order of a file must not change what is drawn
    boolean anyTarget = false;
    for (String name : names) {
      if (config.saves(name)) {
        TensorInfo whole = stored(name, tied);
        tensors.add(
            new AdapterTensor(PREFIX + name, whole.dimensions(), base.readFloats(whole.name())));
      } else if (isTarget(name)) {
        anyTarget = true;
        addLora(tensors, name.substring(0, name.length() - WEIGHT.length()));
      }
    }
    if (!anyTarget) {
      throw new IllegalArgumentException(
          "target modules \""
              + lora.targets()
              + "\" match no linear module of "
              + base.folder()
              + "; for this model try \""
              + TargetModules.LLAMA
              + "\"");
    }
    for (String module : lora.modulesToSave()) {
      if (names.stream().noneMatch(name -> name.contains(module + "."))) {
        throw new IllegalArgumentException(
            "module to save \"" + module + "\" is none of " + base.folder());
      }
    }
    return tensors;
  }

  private TensorInfo stored(String name, Optional<TiedHead> tied) {
    return base.tensor(base.contains(name) ? name : tied.map(TiedHead::embedding).orElse(name));
  }

  /** Linear modules have a matrix; so do embeddings, which LoRA is not meant for here. */
  private boolean isTarget(String name) {
    return name.endsWith(WEIGHT)
        && base.contains(name)
        && base.tensor(name).shape().size() == 2
        && !name.contains("embed")
        && !(isAllLinear() && name.startsWith("lm_head"))
        && config.targets(name.substring(0, name.length() - WEIGHT.length()));
  }

  private boolean isAllLinear() {
    return lora.targets().expression().filter(ModulePattern.ALL_LINEAR::equals).isPresent();
  }

  private void addLora(List<AdapterTensor> tensors, String module) {
    long[] shape = base.tensor(module + WEIGHT).dimensions();
    int out = Math.toIntExact(shape[0]);
    int in = Math.toIntExact(shape[1]);
    int rank = config.rank(module);
    float[] a = new float[Math.multiplyExact(rank, in)];
    // Kaiming uniform with a = √5, as every linear layer of PyTorch starts.
    double bound = 1 / Math.sqrt(in);
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    String path = PREFIX + module;
    tensors.add(new AdapterTensor(path + ".lora_A.weight", new long[] {rank, in}, a));
    tensors.add(
        new AdapterTensor(
            path + ".lora_B.weight",
            new long[] {out, rank},
            new float[Math.multiplyExact(out, rank)]));
    if (lora.dora()) {
      tensors.add(
          new AdapterTensor(
              path + ".lora_magnitude_vector", new long[] {out}, rowNorms(module, out, in)));
    }
  }

  private float[] rowNorms(String module, int out, int in) {
    float[] weight = base.readFloats(module + WEIGHT);
    float[] norms = new float[out];
    for (int row = 0; row < out; row++) {
      double sum = 0;
      for (int i = row * in; i < (row + 1) * in; i++) {
        sum += (double) weight[i] * weight[i];
      }
      norms[row] = (float) Math.sqrt(sum);
    }
    return norms;
  }
}
