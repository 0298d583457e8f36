package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.train.ProcessMemory;
import org.hmongtts.train.TrainingBenchmark;
import org.hmongtts.train.TrainingBenchmark.Result;
import org.hmongtts.train.TrainingBenchmark.Step;
import org.hmongtts.train.TrainingBenchmark.Weights;
import org.hmongtts.train.eval.Medians;
import org.hmongtts.train.torch.AttentionKernel;
import org.hmongtts.train.torch.BasePrecision;
import org.hmongtts.train.torch.LibTorch;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench train}: how quickly adapters are trained, on random weights of a model's shape and
 * utterances of a corpus' lengths; or, on files that another program has trained on as well,
 * whether losses are the same.
 */
@Command(
    name = "train",
    description = "Measures training on random weights of a model's shape.",
    mixinStandardHelpOptions = true)
final class BenchTrainCommand implements Callable<Integer> {

  private static final double LEARNING_RATE = 2e-4;
  private static final double MAX_GRADIENT_NORM = 1;

  @Mixin private BenchOptions bench;

  @Option(
      names = "--shape",
      defaultValue = "orpheus-3b",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private DecoderShape shape;

  @Option(
      names = "--batch",
      defaultValue = "4",
      paramLabel = "N",
      description = "Utterances of a step; default ${DEFAULT-VALUE}.")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "60",
      paramLabel = "N",
      description = "Steps that are measured; default ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--warmup",
      defaultValue = "3",
      paramLabel = "N",
      description = "Steps before them; default ${DEFAULT-VALUE}.")
  private int warmup;

  @Option(
      names = "--precision",
      defaultValue = "BF16",
      description = "How the base is held: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private BasePrecision precision;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "As 8GB: layers are recomputed until training fits; default no limit.")
  private Optional<ByteSize> memory;

  @Option(
      names = "--recomputed-layers",
      defaultValue = "0",
      paramLabel = "N",
      description = "Layers computed again on the way back, at least; default ${DEFAULT-VALUE}.")
  private int recomputedLayers;

  @Option(
      names = "--rank",
      defaultValue = "16",
      paramLabel = "N",
      description = "The adapter's; alpha is twice as much; default ${DEFAULT-VALUE}.")
  private int rank;

  @Option(
      names = "--kernel",
      defaultValue = "FLASH",
      description = "Attention: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private AttentionKernel kernel;

  @Option(
      names = "--labels",
      defaultValue = "ALL",
      description = "Tokens that are learnt: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private UtteranceLengths.Labels labels;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of weights and tokens; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--peak-tflops",
      paramLabel = "X",
      description = "What utilisation is a share of; default what a large product reaches here.")
  private Optional<Double> peakTflops;

  @Option(
      names = "--equal-loss",
      paramLabel = "DIR",
      description =
          "Train on DIR/base, DIR/adapter and DIR/batches.json, every step measured; see"
              + " docs/benchmarks/equal_loss.py.")
  private Optional<Path> equalLoss;

  /** What is trained on what. */
  private record Work(LlamaConfig config, BoundAdapter start, List<List<Sequence>> batches) {}

  @Override
  public Integer call() throws IOException {
    BenchOptions.require(batch, 1, "--batch");
    BenchOptions.require(steps, 1, "--steps");
    BenchOptions.require(warmup, 0, "--warmup");
    BenchOptions.require(recomputedLayers, 0, "--recomputed-layers");
    TrainingBenchmark benchmark =
        bench.open(() -> new TrainingBenchmark(settings(), bench.cacheFolder()));
    try (ScratchFolder scratch = ScratchFolder.create()) {
      Work work = equalLoss.isPresent() ? read(equalLoss.get()) : random(scratch.path());
      Result result = benchmark.run(work.config(), work.start(), work.batches());
      ObjectNode report = bench.report();
      report.put("libtorch", LibTorch.version());
      put(report, work, result);
      utilisation(report, benchmark, result);
      losses(report, result.steps());
      bench.print(
          report,
          "shape",
          "batch",
          "precision",
          "kernel",
          "recomputed_layers",
          "tokens_per_second",
          "ms_per_step",
          "ms_per_step_median",
          "base_bytes",
          "peak_allocated_bytes",
          "peak_reserved_bytes",
          "peak_resident_bytes",
          "model_flops_utilisation",
          "first_loss",
          "last_loss");
      bench.save(report);
    }
    return 0;
  }

  private TrainingBenchmark.Settings settings() {
    return new TrainingBenchmark.Settings(
        equalLoss.isPresent() ? Weights.STORED : Weights.RANDOM,
        precision,
        kernel,
        bench.provider(),
        memory.map(size -> OptionalLong.of(size.bytes())).orElseGet(OptionalLong::empty),
        recomputedLayers,
        LEARNING_RATE,
        MAX_GRADIENT_NORM,
        equalLoss.isPresent() ? 0 : warmup,
        seed);
  }

  private Work random(Path scratch) throws IOException {
    Path base = scratch.resolve("base");
    new RandomDecoder(shape, DType.BF16).writeShapes(base);
    Checkpoint names = Checkpoint.open(base);
    Path adapter = scratch.resolve("adapter");
    new PeftAdapterWriter(LoraConfig.of(rank, 2.0 * rank), shape.toString())
        .writeNew(adapter, names, seed);
    return new Work(
        LlamaConfig.read(ConfigFile.read(base.resolve("config.json"))),
        PeftAdapter.read(adapter).bind(names),
        UtteranceLengths.read().steps(shape, batch, warmup + steps, labels, seed));
  }

  private static Work read(Path folder) throws IOException {
    Path base = folder.resolve("base");
    LlamaConfig config = LlamaConfig.read(ConfigFile.read(base.resolve("config.json")));
    return new Work(
        config,
        PeftAdapter.read(folder.resolve("adapter")).bind(Checkpoint.open(base)),
        TokenBatches.read(folder.resolve("batches.json"), config.vocabularySize()));
  }

  private void put(ObjectNode report, Work work, Result result) {
    if (equalLoss.isPresent()) {
      report.put("equal_loss", equalLoss.get().toString());
    } else {
      report.put("shape", shape.toString());
      report.put("labels", labels.name());
      report.put("warmup_steps", warmup);
    }
    report.put("batch", work.batches().get(0).size());
    report.put("precision", precision.name());
    report.put("kernel", result.kernel());
    report.put("recomputed_layers", result.recomputedLayers());
    report.put("layers", work.config().layers());
    memory.ifPresent(size -> report.put("memory_budget_bytes", size.bytes()));
    report.put("trainable_parameters", result.trainableParameters());
    report.put("seed", seed);
    List<Step> measured = measured(result);
    report.put("steps", measured.size());
    report.put("prepare_seconds", result.prepareSeconds());
    report.put("tokens", result.tokens());
    report.put("tokens_per_second", result.tokens() / result.seconds());
    report.put("ms_per_step", 1e3 * result.seconds() / measured.size());
    double[] seconds = measured.stream().mapToDouble(Step::seconds).toArray();
    report.put("ms_per_step_median", 1e3 * Medians.of(seconds));
    report.put("base_bytes", result.baseBytes());
    result.peakAllocatedBytes().ifPresent(bytes -> report.put("peak_allocated_bytes", bytes));
    result.peakReservedBytes().ifPresent(bytes -> report.put("peak_reserved_bytes", bytes));
    result.usedBytes().ifPresent(bytes -> report.put("device_used_bytes", bytes));
    ProcessMemory.peakResidentBytes().ifPresent(bytes -> report.put("peak_resident_bytes", bytes));
  }

  private List<Step> measured(Result result) {
    int first = equalLoss.isPresent() ? 0 : warmup;
    return result.steps().subList(first, result.steps().size());
  }

  private void utilisation(ObjectNode report, TrainingBenchmark benchmark, Result result) {
    double reached = result.operations() / result.seconds();
    double peak =
        peakTflops.map(x -> x * 1e12).orElseGet(() -> benchmark.meter().operationsPerSecond());
    int size = benchmark.meter().productSize();
    report.put("model_flops", "per sequence (4P + 6A) L + 4 H Y + 6 D L (L + 1); see TrainingWork");
    report.put("model_flops_per_token", result.operations() / result.tokens());
    report.put("model_tflops", reached / 1e12);
    report.put("peak_tflops", peak / 1e12);
    report.put(
        "peak_tflops_from",
        peakTflops.isPresent() ? "--peak-tflops" : "a product of matrices of " + size + " rows");
    report.put("model_flops_utilisation", reached / peak);
  }

  private static void losses(ObjectNode report, List<Step> steps) {
    ArrayNode losses = report.putArray("losses");
    steps.forEach(step -> losses.add(step.loss()));
    ArrayNode norms = report.putArray("gradient_norms");
    steps.forEach(step -> norms.add(step.gradientNorm()));
    ArrayNode seconds = report.putArray("step_seconds");
    steps.forEach(step -> seconds.add(step.seconds()));
    report.put("first_loss", steps.get(0).loss());
    report.put("last_loss", steps.get(steps.size() - 1).loss());
  }
}
