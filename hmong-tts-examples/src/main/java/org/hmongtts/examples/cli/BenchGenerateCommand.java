package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.FrameGrammar;
import org.hmongtts.runtime.Generation;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.LanguageModel;
import org.hmongtts.runtime.LoadedAdapter;
import org.hmongtts.runtime.Precision;
import org.hmongtts.runtime.Sampling;
import org.hmongtts.runtime.SnacCodec;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench generate}: how quickly a language model generates, on a base or on random weights of
 * a model's shape, one utterance or several side by side.
 */
@Command(
    name = "generate",
    description = "Measures the generation of speech tokens.",
    mixinStandardHelpOptions = true)
final class BenchGenerateCommand implements Callable<Integer> {

  /** What Orpheus' makers draw with. */
  private static final Sampling SAMPLING = new Sampling(0.6, 0, 0.95, 0, 1.1);

  private static final int ADAPTER_RANK = 16;
  private static final int PROMPT_IDS = 1000;

  @Mixin private BenchOptions bench;

  /** One of the two. */
  static final class Subject {
    @Option(names = "--base", paramLabel = "BASE", description = "A folder, or embedded.")
    private Optional<BaseModel> base = Optional.empty();

    @Option(
        names = "--shape",
        description = "Random weights, written to a temporary folder: ${COMPLETION-CANDIDATES}.")
    private Optional<DecoderShape> shape = Optional.empty();
  }

  @ArgGroup(multiplicity = "1")
  private Subject subject;

  @Option(
      names = "--batch",
      defaultValue = "1",
      split = ",",
      paramLabel = "N",
      description = "Utterances side by side, as 1,4,16; default ${DEFAULT-VALUE}.")
  private List<Integer> batches;

  @Option(
      names = "--tokens",
      defaultValue = "420",
      paramLabel = "N",
      description = "Tokens of an utterance, in whole frames; default ${DEFAULT-VALUE}.")
  private int tokens;

  @Option(
      names = "--prompt",
      defaultValue = "40",
      paramLabel = "N",
      description = "Tokens before them; default ${DEFAULT-VALUE}.")
  private int prompt;

  @Option(names = "--adapter", description = "With an adapter of rank 16 on every product.")
  private boolean adapter;

  @Mixin private PassOptions passes;

  @Option(
      names = "--precision",
      description = "${COMPLETION-CANDIDATES}; default BF16 on a GPU, else F32.")
  private Optional<Precision> precision;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "Threads that share one step; 0, the default, chooses by size.")
  private int threads;

  @Option(
      names = "--bandwidth",
      defaultValue = "4450",
      paramLabel = "GB/S",
      description = "A GPU's, as measured; default ${DEFAULT-VALUE}, an H200's.")
  private double bandwidth;

  /** What generates, and what makes sound of it. */
  private record Parts(
      Path folder, SpeechFamily family, FrameGrammar grammar, LanguageModel model, SnacCodec codec)
      implements AutoCloseable {

    @Override
    public void close() {
      model.close();
      codec.close();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchOptions.require(tokens, 1, "--tokens");
    BenchOptions.require(prompt, 1, "--prompt");
    passes.check();
    for (int batch : batches) {
      BenchOptions.require(batch, 1, "--batch");
    }
    if (!(bandwidth > 0)) {
      throw new IllegalArgumentException("--bandwidth must be above 0, got " + bandwidth);
    }
    try (ScratchFolder scratch = ScratchFolder.create()) {
      ObjectNode report = bench.report();
      double written = writeShape(scratch.path().resolve("base"));
      long start = System.nanoTime();
      try (Parts parts = bench.open(() -> load(scratch.path()))) {
        put(report, parts, written, (System.nanoTime() - start) / 1e9);
        Optional<LoadedAdapter> bound =
            adapter ? Optional.of(bind(parts, scratch.path())) : Optional.empty();
        try {
          bench.print(report, "base", "precision", "adapter_rank", "floor_ms_per_step");
          ObjectNode figures = report.putObject("batches");
          double floor = report.get("floor_ms_per_step").asDouble();
          for (int batch : batches) {
            measure(figures.putObject(String.valueOf(batch)), floor, parts, bound, batch);
          }
          bench.save(report);
        } finally {
          bound.ifPresent(LoadedAdapter::close);
        }
      }
    }
    return 0;
  }

  /** Returns the seconds that it took. */
  private double writeShape(Path folder) throws IOException {
    long start = System.nanoTime();
    if (subject.shape.isPresent()) {
      new RandomDecoder(subject.shape.get(), DType.BF16).write(folder);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private Parts load(Path scratch) throws IOException {
    BaseModel base = subject.base.orElseGet(() -> BaseModel.of(scratch.resolve("base")));
    LoadOptions options = LoadOptions.builder().cacheFolder(bench.cacheFolder()).build();
    Path folder = base.folder(options);
    Path codecFolder = base.codecFolder(options);
    ConfigFile config = ConfigFile.read(folder.resolve("config.json"));
    SnacConfig codecConfig = SnacConfig.read(ConfigFile.read(codecFolder.resolve("config.json")));
    SpeechFamily family = SpeechFamily.recognise(folder, config, codecConfig);
    FrameGrammar grammar = subject.shape.flatMap(DecoderShape::grammar).orElseGet(family::grammar);
    // What is prepared of random weights must not stay.
    Path cache = subject.shape.isPresent() ? scratch.resolve("cache") : bench.cacheFolder();
    LanguageModel.Settings settings =
        new LanguageModel.Settings(
            bench.provider(), precision(), threads, cache, ProgressListener.NONE);
    LanguageModel model =
        LanguageModel.load(Checkpoint.open(folder), LlamaConfig.read(config), grammar, settings);
    try {
      SnacCodec codec =
          SnacCodec.open(codecFolder, bench.cacheFolder(), bench.provider(), 1); // as HmongTts does
      return new Parts(folder, family, grammar, model, codec);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private Precision precision() {
    return precision.orElse(bench.onGpu() ? Precision.BF16 : Precision.F32);
  }

  /** A new adapter: its B is zero, which costs what any other does. */
  private static LoadedAdapter bind(Parts parts, Path scratch) throws IOException {
    Path folder = scratch.resolve("adapter");
    Checkpoint base = Checkpoint.open(parts.folder());
    new PeftAdapterWriter(LoraConfig.of(ADAPTER_RANK, 2.0 * ADAPTER_RANK), "random")
        .writeNew(folder, base, 1);
    return parts.model().bind(PeftAdapter.read(folder).bind(base), 1);
  }

  private void put(ObjectNode report, Parts parts, double written, double loaded)
      throws InterruptedException {
    LanguageModel model = parts.model();
    report.put(
        "base",
        subject.shape.map(shape -> "random " + shape).orElseGet(() -> parts.folder().toString()));
    subject.shape.ifPresent(shape -> report.put("write_seconds", written));
    report.put("precision", precision().name());
    report.put("adapter_rank", adapter ? ADAPTER_RANK : 0);
    report.put("slots", parts.grammar().slots());
    report.put("codes", parts.grammar().codes());
    report.put("prompt_tokens", prompt);
    report.put("threads", model.threads());
    report.put("load_seconds", loaded);
    long bytes = model.bytesPerStep();
    double speed =
        bench.onGpu() ? bandwidth * 1e9 : MemoryBandwidth.measure(bytes, model.threads());
    report.put("weight_bytes_per_step", bytes);
    report.put("read_bytes_per_second", speed);
    report.put("bandwidth_from", bench.onGpu() ? "--bandwidth" : "measured here");
    report.put("floor_ms_per_step", 1e3 * bytes / speed);
  }

  /**
   * Measures one size of batch.
   *
   * @param floor milliseconds that reading a step's weights takes
   */
  private void measure(
      ObjectNode node, double floor, Parts parts, Optional<LoadedAdapter> bound, int batch)
      throws IOException {
    pass(parts, bound, batch); // warms up
    List<Pass> all = passes.run(() -> pass(parts, bound, batch));
    long tokens = all.get(0).tokens();
    double perStep = 1e-3 * PassOptions.median(all, Pass::msPerToken);
    node.put("batch", batch);
    node.put("passes", all.size());
    node.put("tokens", tokens);
    node.put("ended_early", all.get(0).endedEarly());
    node.put("ms_per_token", 1e3 * perStep);
    node.put("ms_per_token_best", all.stream().mapToDouble(Pass::msPerToken).min().orElseThrow());
    node.put("ms_per_token_without_prompt", PassOptions.median(all, Pass::msPerTokenWithoutPrompt));
    node.put("tokens_per_second", batch / perStep);
    node.put("prefill_seconds", PassOptions.median(all, Pass::prefill));
    putMedian(node, "first_frame_seconds", all, Pass::firstFrame);
    putMedian(node, "first_audio_seconds", all, Pass::firstAudio);
    double audioPerToken = 1 / tokensPerSecondOfAudio(parts);
    node.put("real_time_factor", perStep / audioPerToken);
    node.put("audio_seconds_per_second", batch * audioPerToken / perStep);
    node.put("share_of_floor", floor / (1e3 * perStep));
    List<String> fields = new ArrayList<>();
    node.fieldNames().forEachRemaining(fields::add);
    bench.print(node, fields.toArray(String[]::new));
  }

  private static void putMedian(
      ObjectNode node, String field, List<Pass> all, Function<Pass, OptionalDouble> figure) {
    List<Pass> with = all.stream().filter(pass -> figure.apply(pass).isPresent()).toList();
    if (!with.isEmpty()) {
      node.put(field, PassOptions.median(with, pass -> figure.apply(pass).getAsDouble()));
    }
  }

  private double tokensPerSecondOfAudio(Parts parts) {
    SnacConfig codec = parts.codec().config();
    return subject
        .shape
        .map(shape -> shape.tokensPerSecond)
        .orElse((double) codec.sampleRateHz() / codec.samplesPerFrame() * parts.grammar().slots());
  }

  /** In a run of its own, because sound is made between the steps. */
  private OptionalDouble firstAudio(Parts parts, Optional<LoadedAdapter> bound, int batch) {
    SpeechFamily family = parts.family();
    if (parts.grammar().slots() != family.grammar().slots()) {
      return OptionalDouble.empty(); // tokens of another codec
    }
    int heard = 1 + parts.codec().config().streamingContextFrames();
    FrameClock clock =
        FrameClock.ofAudio(
            heard,
            frames -> {
              List<int[]> codes = new ArrayList<>();
              for (int[] frame : frames) {
                int[] wrapped = frame.clone();
                for (int slot = 0; slot < wrapped.length; slot++) {
                  wrapped[slot] %= family.grammar().codes();
                }
                codes.add(wrapped);
              }
              parts.codec().decode(family.levels(codes), 0, 1, CodecNoise.seeded(1));
            });
    generate(parts, bound, batch, clock).close();
    return clock.firstAudio();
  }

  /**
   * @param msPerToken of one row, prompts included
   * @param msPerTokenWithoutPrompt the same less what prompts took in runs of their own
   * @param prefill seconds of these
   * @param firstFrame seconds
   * @param firstAudio seconds, in a run of its own
   */
  private record Pass(
      long tokens,
      int endedEarly,
      double msPerToken,
      double msPerTokenWithoutPrompt,
      double prefill,
      OptionalDouble firstFrame,
      OptionalDouble firstAudio) {}

  private Pass pass(Parts parts, Optional<LoadedAdapter> bound, int batch) {
    FrameClock clock = FrameClock.ofFrames();
    try (Generation generation = generate(parts, bound, batch, clock)) {
      double perToken = 1e3 * batch / generation.tokens();
      return new Pass(
          generation.tokens(),
          clock.endedEarly(),
          clock.seconds() * perToken,
          generation.stepping().toNanos() / 1e9 * perToken,
          generation.prefill().toNanos() / 1e9,
          clock.firstFrame(),
          firstAudio(parts, bound, batch));
    }
  }

  private Generation generate(
      Parts parts, Optional<LoadedAdapter> bound, int batch, FrameClock clock) {
    SplittableRandom random = new SplittableRandom(1);
    List<GenerationJob> jobs = new ArrayList<>();
    int frames = Math.max(1, tokens / parts.grammar().slots());
    for (int i = 0; i < batch; i++) {
      int[] ids = random.ints(prompt, 0, PROMPT_IDS).toArray();
      jobs.add(new GenerationJob(ids, SAMPLING, i, frames, 0));
    }
    Generation generation = parts.model().generate(jobs, batch, bound, clock);
    generation.run();
    return generation;
  }
}
