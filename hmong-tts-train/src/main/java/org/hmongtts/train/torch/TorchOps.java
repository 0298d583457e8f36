package org.hmongtts.train.torch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.hmongtts.network.AttentionShape;
import org.hmongtts.network.Convolution;
import org.hmongtts.network.Ops;

/**
 * Runs a network on LibTorch, tensor by tensor, with gradients for the adapter's parameters.
 * Sequence tensors are packed: {@code [1, tokens, features]}, see {@link Packing}. For one thread;
 * tensors live in the caller's {@link org.bytedeco.javacpp.PointerScope}.
 */
final class TorchOps implements Ops<Tensor> {

  private static final double SNAKE_EPSILON = 1e-9;

  private final FrozenWeights weights;
  private final LoraShape lora;
  private final Optional<AdapterReplica> adapter;
  private final Optional<Attention> attention;
  private final Optional<Map<Integer, Tensor>> noise;
  private boolean drops;
  private Optional<Generator> generator = Optional.empty(); // the device's own on a GPU

  private TorchOps(
      FrozenWeights weights,
      LoraShape lora,
      Optional<AdapterReplica> adapter,
      Optional<Attention> attention,
      Optional<Map<Integer, Tensor>> noise) {
    this.weights = weights;
    this.lora = lora;
    this.adapter = adapter;
    this.attention = attention;
    this.noise = noise;
  }

  /** Ops for a decoder with an adapter. */
  static TorchOps decoder(
      FrozenWeights weights,
      LoraShape lora,
      Optional<AdapterReplica> adapter,
      Attention attention) {
    return new TorchOps(weights, lora, adapter, Optional.of(attention), Optional.empty());
  }

  /**
   * Ops for a codec.
   *
   * @param noise of each block, {@code [batch, 1, time]}; empty to leave it out
   */
  static TorchOps codec(FrozenWeights weights, Optional<Map<Integer, Tensor>> noise) {
    return new TorchOps(weights, LoraShape.NONE, Optional.empty(), Optional.empty(), noise);
  }

  /**
   * Begins a part of the network whose dropout can be drawn again. Nothing is left out before.
   *
   * @param seed the same seed draws the same
   */
  void dropoutSeed(long seed) {
    if (lora.dropout() == 0) {
      return;
    }
    drops = true;
    if (weights.device().is_cuda()) {
      torch.manual_seed(seed);
    } else {
      generator = generator.or(() -> Optional.of(torch.make_generator_cpu()));
      generator.get().set_current_seed(seed);
    }
  }

  @Override
  public boolean has(String tensor) {
    return weights.has(tensor);
  }

  private Tensor weight(String name) {
    Tensor saved = leaf(LoraShape.saved(name));
    return saved == null ? weights.get(name) : saved.to(weights.device(), weights.type());
  }

  private Tensor matrix(String name) {
    return leaf(LoraShape.saved(name)) == null ? weights.matrix(name) : weight(name);
  }

  private Tensor leaf(String name) {
    return adapter.map(replica -> replica.leaf(name)).orElse(null);
  }

  @Override
  public Tensor embedding(Tensor ids, String module) {
    return torch.embedding(weight(module + ".weight"), ids);
  }

  @Override
  public Tensor linear(Tensor x, String module) {
    Tensor w = matrix(module + ".weight");
    Optional<Tensor> bias =
        has(module + ".bias") ? Optional.of(weight(module + ".bias")) : Optional.empty();
    if (leaf(LoraShape.a(module)) == null) {
      return torch.linear(x, w, bias.map(TensorOptional::new).orElseGet(TensorOptional::new));
    }
    return leaf(LoraShape.magnitude(module)) == null
        ? lora(x, w, bias, List.of(module))
        : rescaled(x, w, bias, module);
  }

  /**
   * Logits of the output head. There may be more of them than the vocabulary has tokens; those are
   * −∞.
   */
  Tensor scores(Tensor x) {
    String head = PackedPass.HEAD;
    boolean plain =
        leaf(LoraShape.a(head)) == null
            && leaf(LoraShape.saved(head + ".weight")) == null
            && !has(head + ".bias");
    Optional<FrozenWeights.Filled> filled =
        plain ? weights.filled(head + ".weight") : Optional.empty();
    return filled
        .map(f -> torch.linear(x, f.matrix(), new TensorOptional(f.bias())))
        .orElseGet(() -> linear(x, head));
  }

  @Override
  public List<Tensor> linears(Tensor x, List<String> modules) {
    Optional<Tensor> w = joinable(modules) ? joined(modules, ".weight") : Optional.empty();
    if (w.isEmpty()) {
      return Ops.super.linears(x, modules);
    }
    Optional<Tensor> bias =
        has(modules.get(0) + ".bias") ? joined(modules, ".bias") : Optional.empty();
    Tensor y = lora(x, w.get(), bias, modules);
    long[] widths =
        modules.stream().mapToLong(module -> weights.get(module + ".weight").size(0)).toArray();
    TensorVector parts = y.split_with_sizes(widths, y.dim() - 1);
    return List.of(parts.get());
  }

  /** Whether modules differ in nothing but their numbers, so that one product serves all. */
  private boolean joinable(List<String> modules) {
    String first = modules.get(0);
    return !drops
        && modules.stream()
            .allMatch(
                module ->
                    leaf(LoraShape.a(module)) != null
                        && leaf(LoraShape.magnitude(module)) == null
                        && leaf(LoraShape.saved(module + ".weight")) == null
                        && leaf(LoraShape.saved(module + ".bias")) == null
                        && has(module + ".bias") == has(first + ".bias")
                        && lora.scales().get(module).equals(lora.scales().get(first)));
  }

  private Optional<Tensor> joined(List<String> modules, String suffix) {
    return weights.joined(modules.stream().map(module -> module + suffix).toList());
  }

  private Tensor lora(Tensor x, Tensor w, Optional<Tensor> bias, List<String> modules) {
    return Scripts.lora(
        x,
        dropped(x),
        w,
        bias,
        lora.scales().get(modules.get(0)),
        modules.stream().map(module -> adapter.orElseThrow().factor(LoraShape.a(module))).toList(),
        modules.stream().map(module -> adapter.orElseThrow().factor(LoraShape.b(module))).toList());
  }

  /** DoRA: {@code x·Wᵀ} with LoRA's change, each output rescaled to its magnitude. */
  private Tensor rescaled(Tensor x, Tensor w, Optional<Tensor> bias, String module) {
    float scale = lora.scales().get(module);
    Tensor a = leaf(LoraShape.a(module));
    Tensor b = leaf(LoraShape.b(module));
    Tensor norm = rowNorms(w, a, b, scale);
    Tensor factor =
        leaf(LoraShape.magnitude(module)).div(norm).to(weights.device(), weights.type());
    Tensor y;
    if (!drops) {
      y = lora(x, w, Optional.empty(), List.of(module)).mul(factor);
    } else {
      // PEFT rescales what the dropped-out input gives, and leaves the base's own product whole.
      Tensor dropped = dropped(x);
      Tensor again = torch.linear(dropped, w);
      Tensor change =
          Scripts.lora(
              dropped,
              dropped,
              w,
              Optional.empty(),
              scale,
              List.of(adapter.orElseThrow().factor(LoraShape.a(module))),
              List.of(adapter.orElseThrow().factor(LoraShape.b(module))));
      y = torch.linear(x, w).add(change.mul(factor)).sub(again);
    }
    return bias.map(y::add).orElse(y);
  }

  private Tensor dropped(Tensor x) {
    if (!drops) {
      return x;
    }
    double kept = 1 - lora.dropout();
    Tensor mask =
        torch
            .zeros_like(x.detach())
            .bernoulli_(
                kept, generator.map(GeneratorOptional::new).orElseGet(GeneratorOptional::new))
            .div_(new Scalar(kept));
    return x.mul(mask);
  }

  /**
   * {@code ‖W[o] + scale·B[o]·A‖} of each row, a constant to the gradient (Liu et al. 2024, section
   * 4.3), without the matrix B·A: {@code ‖W‖² + 2·scale·(W·Aᵀ)·B + scale²·B·(A·Aᵀ)·B} row by row.
   */
  private static Tensor rowNorms(Tensor w, Tensor a, Tensor b, float scale) {
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor wide = w.to(ScalarType.Float);
      Tensor own = wide.mul(wide).sum(1);
      Tensor cross = torch.linear(wide, a).mul(b).sum(1);
      Tensor change = torch.linear(b, torch.linear(a, a)).mul(b).sum(1);
      return own.add(cross, new Scalar(2.0 * scale))
          .add(change, new Scalar((double) scale * scale))
          .clamp_min(new Scalar(0.0))
          .sqrt();
    }
  }

  @Override
  public Tensor rmsNorm(Tensor x, String module, float epsilon) {
    long[] last = {x.size(x.dim() - 1)};
    return torch.rms_norm(
        x, last, new TensorOptional(weight(module + ".weight")), new DoubleOptional(epsilon));
  }

  @Override
  public Tensor rmsNormPerHead(Tensor x, String module, float epsilon, int headSize) {
    Tensor heads = x.view(x.size(0), x.size(1), -1, headSize);
    return rmsNorm(heads, module, epsilon).view(x.sizes());
  }

  @Override
  public Tensor layerNorm(Tensor x, String module, float epsilon) {
    long[] last = {x.size(x.dim() - 1)};
    return torch.layer_norm(
        x,
        last,
        new TensorOptional(weight(module + ".weight")),
        new TensorOptional(weight(module + ".bias")),
        epsilon,
        false);
  }

  @Override
  public Tensor add(Tensor a, Tensor b) {
    return a.add(b);
  }

  @Override
  public Tensor subtract(Tensor a, Tensor b) {
    return a.sub(b);
  }

  @Override
  public Tensor multiply(Tensor a, Tensor b) {
    return a.mul(b);
  }

  @Override
  public Tensor silu(Tensor x) {
    return torch.silu(x);
  }

  @Override
  public Tensor tanh(Tensor x) {
    return torch.tanh(x);
  }

  @Override
  public Tensor causalAttention(int layer, Tensor q, Tensor k, Tensor v, AttentionShape shape) {
    return attention.orElseThrow().causal(q, k, v, shape);
  }

  @Override
  public Tensor windowAttention(Tensor qkv, int headSize, int window) {
    return Attention.window(qkv, headSize, window);
  }

  @Override
  public Tensor transpose(Tensor x) {
    return x.transpose(1, 2);
  }

  @Override
  public Tensor conv1d(Tensor x, String module, Convolution shape) {
    return torch.conv1d(
        x,
        weight(module + ".weight"),
        bias(module),
        new long[] {shape.stride()},
        new long[] {shape.padding()},
        new long[] {shape.dilation()},
        shape.groups());
  }

  @Override
  public Tensor convTranspose1d(Tensor x, String module, Convolution shape) {
    return torch.conv_transpose1d(
        x,
        weight(module + ".weight"),
        bias(module),
        new long[] {shape.stride()},
        new long[] {shape.padding()},
        new long[] {shape.outputPadding()},
        shape.groups(),
        1);
  }

  private TensorOptional bias(String module) {
    return has(module + ".bias")
        ? new TensorOptional(weight(module + ".bias"))
        : new TensorOptional();
  }

  @Override
  public Tensor snake(Tensor x, String alphaTensor) {
    Tensor alpha = weight(alphaTensor);
    Tensor sine = torch.sin(alpha.mul(x));
    return x.add(sine.mul(sine).div(alpha.add(new Scalar(SNAKE_EPSILON))));
  }

  @Override
  public Tensor averagePool(Tensor x, int stride) {
    return torch.avg_pool1d(x, stride);
  }

  @Override
  public Tensor repeat(Tensor x, int times) {
    return x.repeat_interleave(times, new LongOptional(2), new LongOptional());
  }

  @Override
  public Tensor nearestRow(Tensor x, String module) {
    Tensor rows = unit(weight(module + ".weight"));
    return torch.linear(unit(transpose(x)), rows).argmax(new LongOptional(-1), false);
  }

  private static Tensor unit(Tensor x) {
    ScalarOptional two = new ScalarOptional(new Scalar(2.0));
    return x.div(x.norm(two, new long[] {-1}, true));
  }

  @Override
  public boolean addsNoise() {
    return noise.isPresent();
  }

  @Override
  public Tensor timesNoise(Tensor x, int block) {
    return x.mul(noise.orElseThrow().get(block));
  }
}
