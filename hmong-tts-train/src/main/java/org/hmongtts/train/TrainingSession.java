package org.hmongtts.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Device;
import org.hmongtts.HmongTts;
import org.hmongtts.adapter.AdapterTensor;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.adapter.ModelCard;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.train.TrainingReport.Ending;
import org.hmongtts.train.dataset.Dataset;
import org.hmongtts.train.eval.EvaluationReport;
import org.hmongtts.train.eval.EvaluationSentences;
import org.hmongtts.train.eval.VoiceEvaluation;
import org.hmongtts.train.torch.AdapterParameters;
import org.hmongtts.train.torch.AdapterParameters.Parameter;
import org.hmongtts.train.torch.AttentionKernel;
import org.hmongtts.train.torch.BasePrecision;
import org.hmongtts.train.torch.FrozenWeights;
import org.hmongtts.train.torch.LibTorch;
import org.hmongtts.train.torch.LoraEngine;

/** One run, from what was read and checked to the adapter written. */
final class TrainingSession {

  /** Share of the free memory that training takes unless told otherwise. */
  private static final double BUDGET_SHARE = 0.8;

  private final TrainingSettings settings;
  private final TrainingBase base;
  private final Dataset dataset;
  private final TrainingData data;
  private final List<String> voices;
  private final Device device;
  private final Path workFolder;

  /**
   * @param voices the names that are put before texts, the main one first
   */
  TrainingSession(
      TrainingSettings settings,
      TrainingBase base,
      Dataset dataset,
      TrainingData data,
      List<String> voices) {
    this.settings = settings;
    this.base = base;
    this.dataset = dataset;
    this.data = data;
    this.voices = voices;
    LibTorch.load(settings.loading().cacheFolder());
    this.device = LibTorch.device(settings.provider());
    this.workFolder = workFolder(settings.out());
  }

  /** Where everything but the adapter itself is kept. */
  static Path workFolder(Path out) {
    Path absolute = out.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + "-training");
  }

  /** What the run is going to do, and whether it fits. */
  private record Prepared(BoundAdapter start, MemoryPlan memory, TrainingPlan plan) {}

  TrainingPlan plan() throws IOException {
    Path scratch = Files.createTempDirectory("hmong-tts-plan");
    try {
      return prepare(scratch.resolve("start")).plan();
    } finally {
      Folders.delete(scratch);
    }
  }

  /** See {@link LoraTrainer#export}. */
  void export(Path folder) throws IOException {
    StepExport.write(
        folder,
        base.folder(),
        adapter -> writer().writeNew(adapter, base.checkpoint(), settings.seed()),
        data,
        settings);
  }

  private Prepared prepare(Path startFolder) throws IOException {
    writer().writeNew(startFolder, base.checkpoint(), settings.seed());
    BoundAdapter start = PeftAdapter.read(startFolder).bind(base.checkpoint());
    long trainable = 0;
    int rank = settings.lora().rank();
    for (var lora : start.modules().values()) {
      trainable +=
          lora.a().length + lora.b().length + lora.magnitude().map(m -> m.length).orElse(0);
      rank = Math.max(rank, lora.rank());
    }
    for (String saved : start.adapter().savedTensors()) {
      trainable += start.saved().get(saved).elements();
    }
    long budget =
        settings.memoryBudgetBytes() > 0
            ? settings.memoryBudgetBytes()
            : (long) (BUDGET_SHARE * LibTorch.freeMemoryBytes(device));
    BasePrecision precision = settings.basePrecision();
    MemoryPlan memory =
        MemoryPlan.of(
            base.config(),
            rank,
            base.heldBytes(precision),
            trainable,
            precision == BasePrecision.F32 ? Float.BYTES : Short.BYTES,
            workers(),
            // Otherwise the graph keeps every matrix that was made whole.
            precision == BasePrecision.NF4 ? base.config().layers() : 0,
            data.longest(),
            Math.max(data.longest(), data.tokensPerStep(settings) / workers() + data.longest()),
            budget);
    TrainingPlan plan =
        new TrainingPlan(
            base.model().toString(),
            dataset.folder().toString(),
            data.train().size(),
            data.validation().size(),
            data.tokensPerEpoch(settings),
            data.stepsPerEpoch(settings) * settings.epochs(),
            trainable,
            memory.recomputedLayers(),
            memory.bytes(),
            budget,
            kernel().chosen(base.config().attention(), device, precision),
            settings.provider().name(),
            settings.byName());
    return new Prepared(start, memory, plan);
  }

  private AttentionKernel kernel() {
    return settings.flashAttention() ? AttentionKernel.FLASH : AttentionKernel.EXPLICIT;
  }

  private int workers() {
    if (!(settings.provider() instanceof ExecutionProvider.Cpu)) {
      return 1;
    }
    int threads =
        settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
    return Math.min(threads, settings.batchSize() * settings.accumulation());
  }

  TrainingReport train(TrainingListener listener, BooleanSupplier stopAsked) throws IOException {
    long started = System.nanoTime();
    Files.createDirectories(workFolder);
    Path startFolder = workFolder.resolve("start");
    Folders.delete(startFolder); // of a run that was killed
    Folders.delete(workFolder.resolve("evaluated"));
    Prepared prepared = prepare(startFolder);
    Path checkpointFile = workFolder.resolve("checkpoint.safetensors");
    LoraEngine.Settings engineSettings =
        new LoraEngine.Settings(
            kernel(),
            prepared.memory().recomputedLayers(),
            workers(),
            prepared.memory().tokensPerPass(),
            settings.lora().dropout(),
            settings.weightDecay());
    try (FrozenWeights weights =
            new FrozenWeights(base.checkpoint(), base.aliases(), device, settings.basePrecision());
        LoraEngine engine =
            new LoraEngine(base.network(), weights, prepared.start(), engineSettings)) {
      TrainingRun run =
          new TrainingRun(settings, data, engine, checkpointFile, identity(), listener, stopAsked);
      if (settings.resume() && Files.exists(checkpointFile)) {
        run.restore(TrainingCheckpoint.read(checkpointFile));
      }
      listener.event(new TrainingEvent.Started(run.step(), prepared.plan()));
      Ending ending;
      try (SpokenCheck check = new SpokenCheck()) {
        ending = run.run(check::evaluate);
      }
      int bestStep = run.keepBest();
      if (ending != Ending.INTERRUPTED) {
        write(writer().card(card(run).markdown()), settings.out(), engine.parameters());
      }
      Folders.delete(startFolder);
      TrainingReport report =
          new TrainingReport(
              settings.out(),
              ending,
              prepared.plan(),
              run.step(),
              run.epochLosses(),
              run.best().map(TrainingCheckpoint.Best::loss),
              bestStep,
              Duration.ofNanos(System.nanoTime() - started),
              run.tokensPerSecond(),
              ProcessMemory.peakResidentBytes().orElse(0));
      listener.event(new TrainingEvent.Finished(run.step(), report));
      return report;
    }
  }

  /** What must be the same for a run to go on. */
  private Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>(settings.forSameResult());
    identity.put("base's weights", base.checkpoint().fingerprint());
    identity.put("data", dataset.contentHash());
    identity.put("threads", String.valueOf(workers()));
    return identity;
  }

  private PeftAdapterWriter writer() {
    return new PeftAdapterWriter(settings.lora(), base.model().toString())
        .baseFingerprint(base.checkpoint().fingerprint())
        .textForm(settings.textForm().id())
        .dialect(settings.dialect().id())
        .voices(voices)
        .temperature(settings.temperature());
  }

  private ModelCard card(TrainingRun run) {
    return new ModelCard(
        voices.get(0),
        new ModelCard.Base(
            base.model().toString(),
            base.checkpoint().fingerprint(),
            settings.rights().baseLicence()),
        new ModelCard.Recordings(
            dataset.folder().getFileName().toString(),
            dataset.clips().size(),
            dataset.totalDuration(),
            dataset.contentHash(),
            settings.rights().dataLicence()),
        settings.rights().adapterLicence(),
        settings.dialect().language(),
        settings.dialect().id(),
        settings.textForm().id(),
        settings.seed(),
        versions(),
        settings.forSameResult(),
        run.losses());
  }

  /** Of what the numbers depend on. */
  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put(
        "hmong-tts",
        Optional.ofNullable(LoraTrainer.class.getPackage().getImplementationVersion())
            .orElse("unreleased"));
    versions.put("LibTorch", LibTorch.version());
    versions.put("Java", System.getProperty("java.version"));
    return versions;
  }

  private static void write(PeftAdapterWriter writer, Path folder, AdapterParameters parameters)
      throws IOException {
    List<AdapterTensor> tensors = new ArrayList<>();
    for (Parameter parameter : parameters.parameters()) {
      String name = parameter.name();
      tensors.add(new AdapterTensor(name, parameter.shape(), parameters.read(name)));
    }
    writer.write(folder, tensors);
  }

  /**
   * Lets the unfinished adapter speak, through the engine that will speak with the finished one.
   */
  private final class SpokenCheck implements AutoCloseable {

    private Optional<HmongTts> tts = Optional.empty();

    EvaluationReport evaluate(LoraEngine engine) throws IOException {
      Path folder = workFolder.resolve("evaluated");
      write(writer(), folder, engine.parameters());
      if (tts.isEmpty()) {
        tts = Optional.of(HmongTts.load(base.model(), settings.loading()));
      }
      List<String> sentences = EvaluationSentences.white();
      try (HmongTts adapted = tts.get().withLora(folder)) {
        return VoiceEvaluation.builder(adapted)
            .voice(voices.get(0))
            .sentences(
                sentences.subList(0, Math.min(settings.evaluationSentences(), sentences.size())))
            .seed(settings.seed())
            .build()
            .run();
      } finally {
        Folders.delete(folder);
      }
    }

    @Override
    public void close() {
      tts.ifPresent(HmongTts::close);
    }
  }
}
