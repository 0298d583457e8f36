package org.hmongtts.train.torch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.hmongtts.DeviceException;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraModule;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.network.Llama;
import org.hmongtts.train.torch.AdapterParameters.Group;
import org.hmongtts.train.torch.AdapterParameters.Parameter;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * Trains an adapter on a frozen decoder, step by step. On the processor sequences are shared out
 * over workers, one thread of computation each, and their gradients are added in a fixed order: the
 * same steps give the same bits there. A GPU adds some gradients in whatever order its threads
 * arrive, so that they are the same to rounding only. Calls wait for one another, {@link #close}
 * for a step that runs; it frees all native memory but the base's. Any call after it throws {@link
 * IllegalStateException}.
 */
public final class LoraEngine implements AutoCloseable {

  /**
   * How it computes.
   *
   * @param kernel of attention
   * @param recomputedLayers of how many of the first layers activations are computed again on the
   *     way back instead of being kept, in a pass of {@code tokensPerPass}; in a shorter one of as
   *     many fewer as the same memory has room for
   * @param workers sequences computed side by side; 1 on a GPU
   * @param tokensPerPass most tokens that one worker packs into a pass, but for a single longer
   *     sequence
   * @param dropout share of a module's input left out of LoRA's product, 0..1
   * @param weightDecay AdamW's, decoupled
   */
  public record Settings(
      AttentionKernel kernel,
      int recomputedLayers,
      int workers,
      int tokensPerPass,
      double dropout,
      double weightDecay) {}

  /**
   * What a step gave.
   *
   * @param loss the weighted loss before the step
   * @param gradientNorm of all gradients together, before clipping
   */
  public record StepResult(double loss, double gradientNorm) {}

  /** Keeps a vanishing norm from dividing by zero, as {@code clip_grad_norm_} does. */
  private static final double CLIP_EPSILON = 1e-6;

  private final FrozenWeights weights;
  private final PackedPass pass;
  private final Settings settings;
  private final AdapterParameters parameters;
  private final List<AdapterReplica> replicas = new ArrayList<>();
  private final AdamW optimizer;
  private final ExecutorService workers;
  private boolean closed;

  /**
   * @param weights of the base; stay the caller's
   * @param start the adapter to go on from, new or trained
   */
  public LoraEngine(Llama network, FrozenWeights weights, BoundAdapter start, Settings settings) {
    this.weights = weights;
    this.settings = settings;
    this.parameters = parameters(start, weights);
    this.pass =
        new PackedPass(
            network,
            weights,
            LoraShape.of(start, settings.dropout()),
            settings.kernel(),
            settings.recomputedLayers(),
            settings.tokensPerPass());
    for (int i = 0; i < settings.workers(); i++) {
      replicas.add(new AdapterReplica(parameters, weights.type()));
    }
    this.optimizer = new AdamW(parameters, settings.weightDecay());
    this.workers = threads(settings.workers(), !weights.device().is_cuda());
  }

  private static ExecutorService threads(int count, boolean oneEach) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Runnable inside =
              () -> {
                Scripts.runAsWritten();
                if (oneEach) {
                  torch.set_num_threads(1);
                }
                task.run();
              };
          Thread thread = new Thread(inside, "hmongtts-train-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** All that an adapter trains, with its values. */
  static AdapterParameters parameters(BoundAdapter start, FrozenWeights weights) {
    Map<Parameter, float[]> values = new LinkedHashMap<>();
    for (LoraModule lora : start.modules().values()) {
      String module = lora.module();
      if (lora.bias().isPresent()) {
        throw new IllegalArgumentException(
            start.adapter().folder()
                + ": the adapter has a bias of B in "
                + module
                + ", which can't be trained here; start from one without lora_bias");
      }
      values.put(new Parameter(LoraShape.a(module), Group.A, lora.rank(), lora.in()), lora.a());
      values.put(new Parameter(LoraShape.b(module), Group.B, lora.out(), lora.rank()), lora.b());
      lora.magnitude()
          .ifPresent(
              magnitude ->
                  values.put(
                      new Parameter(LoraShape.magnitude(module), Group.B, lora.out()), magnitude));
    }
    for (String name : start.adapter().savedTensors()) {
      TensorInfo info = start.saved().get(name);
      float[] saved = new float[Math.toIntExact(info.elements())];
      Floats.read(start.map(name), info.dtype(), 0, saved, saved.length);
      Group group = name.contains("embed") ? Group.EMBEDDING : Group.A;
      values.put(new Parameter(LoraShape.saved(name), group, info.dimensions()), saved);
    }
    AdapterParameters parameters =
        new AdapterParameters(List.copyOf(values.keySet()), weights.device());
    values.forEach((parameter, floats) -> parameters.write(parameter.name(), floats));
    return parameters;
  }

  /** What is trained; its values are those of now. */
  public AdapterParameters parameters() {
    return parameters;
  }

  /**
   * One optimiser step.
   *
   * @param sequences all that the step learns from, with the weights of their labels' losses
   * @param rates the learning rate of each group of parameters
   * @param clip the norm that gradients are cut to
   * @param seed of dropout: the same seed leaves out the same
   * @throws DeviceException if memory runs out
   */
  public synchronized StepResult step(
      List<Sequence> sequences, Map<Group, Double> rates, double clip, long seed) {
    requireOpen();
    try (PointerScope scope = new PointerScope()) {
      replicas.forEach(replica -> replica.gradients().zero_()); // a step may have failed midway
    }
    double loss =
        overAll(
            sequences,
            (batch, worker, index) ->
                pass.train(batch, replicas.get(worker), seed * 1_000_003L + index));
    // On a worker too: with one thread of computation its sums have one order on every machine.
    return result(List.of(workers.submit(() -> update(loss, rates, clip)))).get(0);
  }

  private StepResult update(double loss, Map<Group, Double> rates, double clip) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor gradients = replicas.get(0).gradients();
      for (AdapterReplica other : replicas.subList(1, replicas.size())) {
        gradients.add_(other.gradients());
      }
      double norm = gradients.norm().item_double();
      double factor = clip / (norm + CLIP_EPSILON);
      if (factor < 1) {
        gradients.mul_(new Scalar(factor));
      }
      if (Double.isFinite(norm)) {
        optimizer.step(gradients, rates);
      }
      return new StepResult(loss, norm);
    }
  }

  /**
   * Makes ready for sequences of such lengths what a GPU is made ready for, after a first {@link
   * #step}. Otherwise the first step with them does, and takes longer than those that follow.
   */
  public synchronized void prepare(List<Sequence> sequences) {
    requireOpen();
    overAll(
        sequences,
        (batch, worker, index) -> {
          pass.prepare(batch, replicas.get(worker));
          return 0;
        });
  }

  /** The weighted loss of sequences, without dropout; nothing is learnt. */
  public synchronized double loss(List<Sequence> sequences) {
    requireOpen();
    return overAll(sequences, (batch, worker, index) -> pass.loss(batch, replicas.get(worker)));
  }

  private interface Pass {
    double run(PackedBatch batch, int worker, long index);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the training engine is closed");
    }
  }

  private double overAll(List<Sequence> sequences, Pass pass) {
    Lock inUse = weights.inUse();
    inUse.lock();
    try {
      return result(start(sequences, pass)).stream().mapToDouble(loss -> loss).sum();
    } finally {
      inUse.unlock();
    }
  }

  private List<Future<Double>> start(List<Sequence> sequences, Pass pass) {
    List<List<Sequence>> shares = shares(sequences);
    List<Future<Double>> running = new ArrayList<>();
    for (int i = 0; i < shares.size(); i++) {
      int worker = i;
      Callable<Double> share =
          () -> {
            double loss = 0;
            long index = worker;
            for (List<Sequence> packed : packs(shares.get(worker))) {
              loss += pass.run(PackedBatch.of(packed), worker, index);
              index += shares.size();
            }
            return loss;
          };
      running.add(workers.submit(share));
    }
    return running;
  }

  /** Waits for all, even where one has failed: they use memory that may then be freed. */
  private static <V> List<V> result(List<Future<V>> running) {
    List<V> results = new ArrayList<>();
    Optional<Throwable> failed = Optional.empty();
    boolean interrupted = false;
    for (Future<V> task : running) {
      boolean waiting = true;
      while (waiting) {
        waiting = false;
        try {
          results.add(task.get());
        } catch (InterruptedException e) {
          interrupted = true; // native work can't be broken off; a step is short
          waiting = true;
        } catch (ExecutionException e) {
          failed = failed.or(() -> Optional.of(e.getCause()));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failed.isPresent()) {
      throw failure(failed.get());
    }
    return results;
  }

  static RuntimeException failure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof OutOfMemoryError
        || message.contains("out of memory")
        || message.contains("DefaultCPUAllocator")) {
      return new DeviceException(
          "memory ran out during training ("
              + message.lines().findFirst().orElse("")
              + "); lower the batch size, the rank or the memory budget",
          cause);
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
  }

  /** Shares sequences out so that every worker has about as many tokens. */
  private List<List<Sequence>> shares(List<Sequence> sequences) {
    List<List<Sequence>> shares = new ArrayList<>();
    int count = Math.min(settings.workers(), sequences.size());
    long[] tokens = new long[count];
    for (int i = 0; i < count; i++) {
      shares.add(new ArrayList<>());
    }
    List<Sequence> longestFirst = new ArrayList<>(sequences);
    longestFirst.sort(Comparator.comparing((Sequence s) -> s.ids().length).reversed());
    for (Sequence sequence : longestFirst) {
      int least = 0;
      for (int i = 1; i < count; i++) {
        least = tokens[i] < tokens[least] ? i : least;
      }
      shares.get(least).add(sequence);
      tokens[least] += sequence.ids().length;
    }
    return shares;
  }

  private List<List<Sequence>> packs(List<Sequence> sequences) {
    List<List<Sequence>> packs = new ArrayList<>();
    int tokens = 0;
    for (Sequence sequence : sequences) {
      tokens += sequence.ids().length;
      if (packs.isEmpty() || tokens > settings.tokensPerPass()) {
        packs.add(new ArrayList<>());
        tokens = sequence.ids().length;
      }
      packs.get(packs.size() - 1).add(sequence);
    }
    return packs;
  }

  /** Everything that a resumed run needs of this object. */
  public synchronized OptimizerState state() {
    requireOpen();
    float[][] moments = optimizer.snapshot();
    return new OptimizerState(parameters.snapshot(), moments[0], moments[1], optimizer.steps());
  }

  /** Goes on as if the steps before had just been made. */
  public synchronized void restore(OptimizerState state) {
    requireOpen();
    parameters.restore(state.values());
    optimizer.restore(new float[][] {state.firstMoments(), state.secondMoments()}, state.steps());
  }

  /**
   * Parameters and optimiser at one moment.
   *
   * @param values all parameters, end to end
   * @param firstMoments AdamW's, laid out alike
   * @param secondMoments AdamW's, laid out alike
   * @param steps optimiser steps done
   */
  public record OptimizerState(
      float[] values, float[] firstMoments, float[] secondMoments, long steps) {}

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    workers.shutdown();
    pass.close();
    replicas.forEach(AdapterReplica::close);
    optimizer.close();
    parameters.close();
  }
}
