package org.hmongtts.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bytedeco.pytorch.Device;
import org.hmongtts.DeviceException;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraModule;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.train.torch.AdapterParameters.Group;
import org.hmongtts.train.torch.AttentionKernel;
import org.hmongtts.train.torch.BasePrecision;
import org.hmongtts.train.torch.DeviceMeter;
import org.hmongtts.train.torch.FrozenWeights;
import org.hmongtts.train.torch.LibTorch;
import org.hmongtts.train.torch.LoraEngine;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * Measures training steps with sequences that are given, without a data set, checks or files
 * written: what {@link LoraTrainer} computes, and nothing else. For one thread.
 */
public final class TrainingBenchmark {

  /** Where a base's numbers come from. */
  public enum Weights {
    /** The checkpoint. */
    STORED,
    /** Drawn on the device; only names and shapes are the checkpoint's. */
    RANDOM
  }

  /**
   * How to train.
   *
   * @param weights where the base's numbers come from
   * @param precision of the base
   * @param kernel of attention
   * @param provider the device
   * @param memoryBudgetBytes layers are recomputed until the plan fits into it; empty for no limit
   * @param recomputedLayers of how many layers at least activations are computed again
   * @param learningRate of all parameters; AdamW has no decay here
   * @param maxGradientNorm the norm that gradients are cut to
   * @param warmupSteps steps before measuring begins
   * @param seed of random weights and dropout
   */
  public record Settings(
      Weights weights,
      BasePrecision precision,
      AttentionKernel kernel,
      ExecutionProvider provider,
      OptionalLong memoryBudgetBytes,
      int recomputedLayers,
      double learningRate,
      double maxGradientNorm,
      int warmupSteps,
      long seed) {}

  /**
   * One step.
   *
   * @param loss the mean over its labels, before the step
   * @param gradientNorm before clipping
   * @param seconds it took; work that a GPU has yet to finish then counts with the next step
   * @param tokens of its sequences
   */
  public record Step(double loss, double gradientNorm, double seconds, int tokens) {}

  /**
   * What was measured.
   *
   * @param steps all steps, those of warming up as well
   * @param prepareSeconds what {@link LoraEngine#prepare} took for the steps after warming up
   * @param seconds of the steps after warming up together
   * @param tokens of their sequences; nothing is padded
   * @param operations that they need, see {@link TrainingWork}
   * @param kernel the attention that ran, by LibTorch's name
   * @param recomputedLayers layers whose activations were computed again
   * @param trainableParameters numbers that were trained
   * @param baseBytes memory of the base's weights
   * @param peakAllocatedBytes see {@link DeviceMeter}
   * @param peakReservedBytes see {@link DeviceMeter}
   * @param usedBytes see {@link DeviceMeter}
   */
  public record Result(
      List<Step> steps,
      double prepareSeconds,
      double seconds,
      long tokens,
      double operations,
      String kernel,
      int recomputedLayers,
      long trainableParameters,
      long baseBytes,
      OptionalLong peakAllocatedBytes,
      OptionalLong peakReservedBytes,
      OptionalLong usedBytes) {}

  private final Settings settings;
  private final Device device;

  /**
   * Loads LibTorch.
   *
   * @param cacheFolder where its libraries are unpacked
   * @throws DeviceException if it can't be loaded, or the device is not there
   */
  public TrainingBenchmark(Settings settings, Path cacheFolder) {
    this.settings = settings;
    LibTorch.load(cacheFolder);
    this.device = LibTorch.device(settings.provider());
  }

  /** The device's own figures. */
  public DeviceMeter meter() {
    return new DeviceMeter(device);
  }

  /**
   * Trains.
   *
   * @param config of the decoder
   * @param start the adapter to train, bound to its base; its files stay as they are
   * @param batches the sequences of each step, those of warming up as well
   * @throws DeviceException if memory runs out, or can't be made to suffice
   */
  public Result run(LlamaConfig config, BoundAdapter start, List<List<Sequence>> batches) {
    FrozenDecoder decoder = new FrozenDecoder(config, start.base());
    long trainable =
        start.modules().values().stream().mapToLong(m -> m.a().length + m.b().length).sum();
    MemoryPlan memory = memory(decoder, start, trainable, batches);
    LoraEngine.Settings engineSettings =
        new LoraEngine.Settings(
            settings.kernel(),
            memory.recomputedLayers(),
            workers(batches),
            memory.tokensPerPass(),
            0,
            0);
    TrainingWork work = TrainingWork.of(config, start);
    DeviceMeter meter = meter();
    meter.resetPeak();
    try (FrozenWeights weights = weights(decoder);
        LoraEngine engine = new LoraEngine(decoder.network(), weights, start, engineSettings)) {
      List<Step> steps = new ArrayList<>();
      long tokens = 0;
      double operations = 0;
      double preparing = 0;
      long begin = System.nanoTime();
      for (List<Sequence> batch : batches) {
        if (steps.size() == settings.warmupSteps()) {
          long prepare = System.nanoTime();
          batches.subList(steps.size(), batches.size()).forEach(engine::prepare);
          meter.synchronize();
          preparing = (System.nanoTime() - prepare) / 1e9;
          begin = System.nanoTime();
        }
        Step step = step(engine, batch, steps.size());
        steps.add(step);
        if (steps.size() > settings.warmupSteps()) {
          tokens += step.tokens();
          operations += batch.stream().mapToDouble(work::operations).sum();
        }
      }
      meter.synchronize();
      return new Result(
          List.copyOf(steps),
          preparing,
          (System.nanoTime() - begin) / 1e9,
          tokens,
          operations,
          settings.kernel().chosen(config.attention(), device, settings.precision()),
          memory.recomputedLayers(),
          trainable,
          weights.bytes(),
          meter.peakAllocatedBytes(),
          meter.peakReservedBytes(),
          meter.usedBytes());
    }
  }

  private FrozenWeights weights(FrozenDecoder decoder) {
    return switch (settings.weights()) {
      case STORED ->
          new FrozenWeights(decoder.checkpoint(), decoder.aliases(), device, settings.precision());
      case RANDOM ->
          FrozenWeights.random(
              decoder.checkpoint(),
              decoder.aliases(),
              device,
              settings.precision(),
              settings.seed());
    };
  }

  private Step step(LoraEngine engine, List<Sequence> batch, int number) {
    Map<Group, Double> rates = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      rates.put(group, settings.learningRate());
    }
    long start = System.nanoTime();
    LoraEngine.StepResult result =
        engine.step(batch, rates, settings.maxGradientNorm(), settings.seed() + number);
    double seconds = (System.nanoTime() - start) / 1e9;
    int tokens = batch.stream().mapToInt(sequence -> sequence.ids().length).sum();
    return new Step(result.loss(), result.gradientNorm(), seconds, tokens);
  }

  private int workers(List<List<Sequence>> batches) {
    return device.is_cuda()
        ? 1
        : Math.min(Runtime.getRuntime().availableProcessors(), batches.get(0).size());
  }

  private MemoryPlan memory(
      FrozenDecoder decoder, BoundAdapter start, long trainable, List<List<Sequence>> batches) {
    int longest = 0;
    int most = 0;
    for (List<Sequence> batch : batches) {
      int tokens = 0;
      for (Sequence sequence : batch) {
        tokens += sequence.ids().length;
        longest = Math.max(longest, sequence.ids().length);
      }
      most = Math.max(most, tokens);
    }
    int layers = decoder.config().layers();
    // Otherwise the graph keeps every matrix that was made whole.
    int least =
        settings.precision() == BasePrecision.NF4
            ? layers
            : Math.min(settings.recomputedLayers(), layers);
    return MemoryPlan.of(
        decoder.config(),
        start.modules().values().stream().mapToInt(LoraModule::rank).max().orElse(1),
        decoder.heldBytes(settings.precision()),
        trainable,
        settings.precision() == BasePrecision.F32 ? Float.BYTES : Short.BYTES,
        workers(batches),
        least,
        longest,
        Math.max(longest, most),
        settings.memoryBudgetBytes().orElse(Long.MAX_VALUE));
  }
}
