package org.hmongtts.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.TargetModules;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.TextForm;
import org.hmongtts.train.dataset.DatasetOptions;
import org.hmongtts.train.torch.BasePrecision;

/**
 * Adapts a base to a voice with LoRA: recordings with their text in, an adapter's folder out, which
 * {@link org.hmongtts.HmongTts#withLora} and PEFT load. Beside it, in {@code <out>-training}, lie a
 * checkpoint to go on from and whatever listeners write.
 *
 * <p>An object trains once at a time; {@link #stop} may be called from any thread. On the processor
 * two runs with the same settings give the same bits, and so does one that was broken off and
 * resumed; on a GPU the draws are the same, and what is computed is so to rounding.
 *
 * <pre>{@code
 * TrainingReport report = LoraTrainer.builder()
 *     .base(BaseModel.embedded())
 *     .dataset(Path.of("data/niam"))
 *     .out(Path.of("adapters/niam"))
 *     .rank(16).flashAttention(true)
 *     .build()
 *     .train();
 * }</pre>
 */
public final class LoraTrainer {

  private final Builder options;
  private final AtomicBoolean stopAsked = new AtomicBoolean();
  private final AtomicBoolean running = new AtomicBoolean();

  private LoraTrainer(Builder options) {
    this.options = options;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Trains without telling anyone of its progress. */
  public TrainingReport train() throws IOException {
    return train(TrainingListener.NONE);
  }

  /**
   * Trains.
   *
   * @throws org.hmongtts.DatasetException if the data set has bad rows; nothing has started then
   * @throws org.hmongtts.ModelFormatException if the base is damaged or of no known family
   * @throws org.hmongtts.DeviceException if the device fails, or memory would not suffice
   * @throws IllegalArgumentException if settings don't fit the base or one another
   * @throws org.hmongtts.TrainingException if the loss becomes no number
   * @throws IllegalStateException if it is training already
   * @throws IOException if a file can't be read or written
   */
  public TrainingReport train(TrainingListener listener) throws IOException {
    if (!running.compareAndSet(false, true)) {
      throw new IllegalStateException("this trainer is training already");
    }
    try {
      return new Preparation(options).open().train(listener, stopAsked::get);
    } finally {
      running.set(false);
      stopAsked.set(false);
    }
  }

  /**
   * What {@link #train} would do: reads and checks everything, predicts memory, and trains nothing.
   *
   * @throws IOException as {@link #train} does, with its other exceptions
   */
  public TrainingPlan plan() throws IOException {
    return new Preparation(options).open().plan();
  }

  /**
   * Writes what {@link #train} begins with and learns from, so that another program can be held
   * against it: {@code base} and {@code adapter} as the Hub and PEFT have them, and {@code
   * batches.json}, all steps in turn, each a list of sequences with {@code ids} and {@code labels}
   * (-100 where nothing is learnt). Nothing is trained.
   *
   * @param folder must not be there yet
   * @throws java.nio.file.FileAlreadyExistsException if it is
   */
  public void export(Path folder) throws IOException {
    new Preparation(options).open().export(folder);
  }

  /** The folder beside the adapter's, for checkpoints and reports; it may not exist yet. */
  public Path workFolder() {
    return TrainingSession.workFolder(options.out.orElseThrow());
  }

  /** Asks a run to save a checkpoint and end after its current step. Returns at once. */
  public void stop() {
    stopAsked.set(true);
  }

  // One method a setting, nothing else: that is what makes this file long.
  /** Collects settings. What is not set comes from the {@link TrainingPreset}. */
  public static final class Builder implements Cloneable {
    BaseModel base = BaseModel.embedded();
    Optional<Path> dataset = Optional.empty();
    DatasetOptions datasetOptions = DatasetOptions.defaults();
    Optional<Path> out = Optional.empty();
    Optional<TrainingPreset> preset = Optional.empty();
    Optional<String> voice = Optional.empty();
    Dialect dialect = Dialect.WHITE;
    TextForm textForm = TextForm.RPA;
    boolean trainOnText;
    boolean dropRepeatedFrames;
    Optional<Integer> rank = Optional.empty();
    Optional<Double> alpha = Optional.empty();
    double dropout;
    TargetModules targetModules = TargetModules.LLAMA;
    List<String> modulesToSave = List.of();
    Map<String, Integer> rankPattern = Map.of();
    Map<String, Double> alphaPattern = Map.of();
    List<Integer> layers = List.of();
    boolean rankStabilised;
    boolean dora;
    boolean flashAttention = true;
    BasePrecision basePrecision = BasePrecision.F32;
    ExecutionProvider provider = ExecutionProvider.cpu();
    int threads;
    long memoryBudgetBytes;
    Optional<Integer> epochs = Optional.empty();
    Optional<Integer> batchSize = Optional.empty();
    int accumulation = 1;
    Optional<Double> learningRate = Optional.empty();
    Optional<Double> loraPlusRatio = Optional.empty();
    double weightDecay = 0.01;
    double maxGradientNorm = 1;
    Optional<LearningRateSchedule> schedule = Optional.empty();
    Optional<Integer> warmupSteps = Optional.empty();
    Optional<Integer> versions = Optional.empty();
    Optional<Double> rehearsalShare = Optional.empty();
    Optional<Double> temperature = Optional.empty();
    Optional<Double> validationShare = Optional.empty();
    int validateEverySteps = -1;
    int earlyStoppingPatience;
    int evaluateEverySteps;
    int evaluationSentences = 10;
    int checkpointEverySteps = 50;
    boolean resume;
    long seed;
    ModelRights rights = ModelRights.UNSTATED;
    LoadOptions loading = LoadOptions.defaults();

    private Builder() {}

    /** The model to adapt; the embedded voice unless told otherwise. */
    public Builder base(BaseModel value) {
      base = value;
      return this;
    }

    /** The folder of recordings, or the {@code metadata.csv} or JSON file in it. Required. */
    public Builder dataset(Path value) {
      dataset = Optional.of(value);
      return this;
    }

    /** How recordings are read: conversion, trimming, level. */
    public Builder datasetOptions(DatasetOptions value) {
      datasetOptions = value;
      return this;
    }

    /** The adapter's folder. Required. */
    public Builder out(Path value) {
      out = Optional.of(value);
      return this;
    }

    /** Where unset values come from; by the amount of speech unless told otherwise. */
    public Builder preset(TrainingPreset value) {
      preset = Optional.of(value);
      return this;
    }

    /** The name put before every text; the data set's folder's unless clips have speakers. */
    public Builder voice(String value) {
      voice = Optional.of(value);
      return this;
    }

    /** The dialect that texts are in. */
    public Builder dialect(Dialect value) {
      dialect = value;
      return this;
    }

    /** What the model is fed; recorded in the adapter. */
    public Builder textForm(TextForm value) {
      textForm = value;
      return this;
    }

    /** Whether the text is learnt as well, as the reference recipe does; else speech alone. */
    public Builder trainOnText(boolean value) {
      trainOnText = value;
      return this;
    }

    /**
     * Whether a frame whose first code is its predecessor's is left out, as the reference recipe
     * does. It shortens pauses and long vowels.
     */
    public Builder dropRepeatedFrames(boolean value) {
      dropRepeatedFrames = value;
      return this;
    }

    /** The rank of A and B. */
    public Builder rank(int value) {
      rank = Optional.of(value);
      return this;
    }

    /** The change is scaled by alpha / rank; twice the rank unless told otherwise. */
    public Builder alpha(double value) {
      alpha = Optional.of(value);
      return this;
    }

    /** Share of a module's input that LoRA's product leaves out in training, 0..1. */
    public Builder dropout(double value) {
      dropout = value;
      return this;
    }

    /** The modules to change; every product of a layer unless told otherwise. */
    public Builder targetModules(TargetModules value) {
      targetModules = value;
      return this;
    }

    /** Modules to train whole, as {@code lm_head} and {@code embed_tokens}. */
    public Builder modulesToSave(String... names) {
      modulesToSave = List.of(names);
      return this;
    }

    /** Another rank for the modules whose path ends as the expression says. */
    public Builder rankPattern(String expression, int value) {
      rankPattern = with(rankPattern, expression, value);
      return this;
    }

    /** Another alpha for the modules whose path ends as the expression says. */
    public Builder alphaPattern(String expression, double value) {
      alphaPattern = with(alphaPattern, expression, value);
      return this;
    }

    /** The numbers of the layers to change; all unless told otherwise. */
    public Builder layers(Integer... numbers) {
      layers = List.of(numbers);
      return this;
    }

    /** Whether the scale is alpha / √rank (rsLoRA). */
    public Builder rankStabilised(boolean value) {
      rankStabilised = value;
      return this;
    }

    /** Whether rows of the changed weights keep a magnitude of their own (DoRA). */
    public Builder dora(boolean value) {
      dora = value;
      return this;
    }

    /**
     * Whether attention runs fused, without its scores in memory; the plan says what really runs.
     */
    public Builder flashAttention(boolean value) {
      flashAttention = value;
      return this;
    }

    /** How the base is held; the adapter is always 32-bit floats. */
    public Builder basePrecision(BasePrecision value) {
      basePrecision = value;
      return this;
    }

    /** The device to train on: the processor or a CUDA GPU. */
    public Builder provider(ExecutionProvider value) {
      provider = value;
      return this;
    }

    /** Threads on the processor, a sequence each; 0 for as many as it has. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /** Memory that training may take; 0 for most of what is free. */
    public Builder memoryBudgetBytes(long value) {
      memoryBudgetBytes = value;
      return this;
    }

    /** Passes over the data. */
    public Builder epochs(int value) {
      epochs = Optional.of(value);
      return this;
    }

    /** Clips of a batch. */
    public Builder batchSize(int value) {
      batchSize = Optional.of(value);
      return this;
    }

    /** Batches of a step; the loss is the mean over all their labels. */
    public Builder accumulation(int value) {
      accumulation = value;
      return this;
    }

    /** The highest learning rate. */
    public Builder learningRate(double value) {
      learningRate = Optional.of(value);
      return this;
    }

    /** How many times A's learning rate B's is (LoRA+); 1 for the same. */
    public Builder loraPlusRatio(double value) {
      loraPlusRatio = Optional.of(value);
      return this;
    }

    /** AdamW's weight decay. */
    public Builder weightDecay(double value) {
      weightDecay = value;
      return this;
    }

    /** The norm that gradients are cut to. */
    public Builder maxGradientNorm(double value) {
      maxGradientNorm = value;
      return this;
    }

    /** How the learning rate moves. */
    public Builder schedule(LearningRateSchedule value) {
      schedule = Optional.of(value);
      return this;
    }

    /** Steps in which the learning rate rises. */
    public Builder warmupSteps(int value) {
      warmupSteps = Optional.of(value);
      return this;
    }

    /**
     * Versions of each clip, of which an epoch takes one: moved against the codec's frames, so that
     * they sound alike and have other tokens. Little data is then not learnt by heart; 1 for none.
     */
    public Builder versions(int value) {
      versions = Optional.of(value);
      return this;
    }

    /**
     * How many sentences of the base's own voices are mixed in for each clip, so that it does not
     * forget what the clips lack; 0 for none.
     */
    public Builder rehearsalShare(double value) {
      rehearsalShare = Optional.of(value);
      return this;
    }

    /** The temperature of sampling that the adapter advises to speak with, 0..2. */
    public Builder temperature(double value) {
      temperature = Optional.of(value);
      return this;
    }

    /** Share of the clips kept out to measure the loss on, 0..0.5. */
    public Builder validationShare(double value) {
      validationShare = Optional.of(value);
      return this;
    }

    /** Steps between measurements of the loss on what is kept out; once an epoch by default. */
    public Builder validateEvery(int steps) {
      validateEverySteps = steps;
      return this;
    }

    /** Ends after this many measurements without a lower loss; 0 for never. */
    public Builder earlyStopping(int patience) {
      earlyStoppingPatience = patience;
      return this;
    }

    /** Steps between spoken evaluations; 0 for none. */
    public Builder evaluateEvery(int steps) {
      evaluateEverySteps = steps;
      return this;
    }

    /** Sentences that an evaluation speaks. */
    public Builder evaluationSentences(int value) {
      evaluationSentences = value;
      return this;
    }

    /** Steps between checkpoints. */
    public Builder checkpointEvery(int steps) {
      checkpointEverySteps = steps;
      return this;
    }

    /** Whether to go on from the checkpoint beside {@code out}, if there is one. */
    public Builder resume(boolean value) {
      resume = value;
      return this;
    }

    /** The seed of everything drawn at random. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Under which licences base, recordings and adapter are; goes into the model card. */
    public Builder rights(ModelRights value) {
      rights = value;
      return this;
    }

    /**
     * How the base is found: cache folder, codec, whether downloads are allowed; and the device
     * that encodes the recordings and that the base speaks on, which need not be the one trained
     * on. Default: the processor.
     */
    public Builder loading(LoadOptions value) {
      loading = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if something required is missing, a value is out of range or
     *     two don't go together
     */
    public LoraTrainer build() {
      require(dataset.isPresent(), "dataset", "the folder of recordings", "nothing");
      require(out.isPresent(), "out", "a folder for the adapter", "nothing");
      atLeast(1, "accumulation", accumulation);
      epochs.ifPresent(value -> atLeast(1, "epochs", value));
      batchSize.ifPresent(value -> atLeast(1, "batchSize", value));
      warmupSteps.ifPresent(value -> atLeast(0, "warmupSteps", value));
      atLeast(0, "threads", threads);
      atLeast(0, "earlyStopping", earlyStoppingPatience);
      atLeast(0, "evaluateEvery", evaluateEverySteps);
      atLeast(1, "evaluationSentences", evaluationSentences);
      atLeast(0, "checkpointEvery", checkpointEverySteps);
      require(memoryBudgetBytes >= 0, "memoryBudgetBytes", "0 or more", memoryBudgetBytes);
      learningRate.ifPresent(v -> require(v > 0 && v < 1, "learningRate", "above 0, below 1", v));
      loraPlusRatio.ifPresent(v -> require(v > 0 && v <= 1000, "loraPlusRatio", "0..1000", v));
      require(weightDecay >= 0 && weightDecay < 1, "weightDecay", "0..1", weightDecay);
      require(maxGradientNorm > 0, "maxGradientNorm", "above 0", maxGradientNorm);
      temperature.ifPresent(v -> require(v >= 0 && v <= 2, "temperature", "0..2", v));
      versions.ifPresent(v -> require(v >= 1 && v <= 64, "versions", "1..64", v));
      rehearsalShare.ifPresent(v -> require(v >= 0 && v <= 10, "rehearsalShare", "0..10", v));
      validationShare.ifPresent(v -> require(v >= 0 && v <= 0.5, "validationShare", "0..0.5", v));
      LoraConfig checked = lora(preset.orElse(TrainingPreset.MINUTES));
      boolean validates = validationShare.filter(v -> v == 0).isEmpty();
      require(
          earlyStoppingPatience == 0 || validates,
          "earlyStopping",
          "0 where validationShare is 0",
          earlyStoppingPatience);
      require(
          checked.modulesToSave().isEmpty() || basePrecision != BasePrecision.NF4,
          "modulesToSave",
          "none with an NF4 base",
          checked.modulesToSave());
      return new LoraTrainer(copy());
    }

    private Builder copy() {
      try {
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The adapter's shape, with what the preset says of it. */
    LoraConfig lora(TrainingPreset preset) {
      int ownRank = rank.orElse(preset.rank());
      double ownAlpha = alpha.orElse(rank.isPresent() ? 2.0 * ownRank : preset.alpha());
      return new LoraConfig(
          ownRank,
          ownAlpha,
          dropout,
          targetModules,
          modulesToSave,
          rankPattern,
          alphaPattern,
          layers,
          rankStabilised,
          dora);
    }

    /** A new map each time: a builder that goes on must not change trainers it has built. */
    private static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
      Map<String, T> more = new LinkedHashMap<>(map);
      more.put(key, value);
      return Collections.unmodifiableMap(more);
    }

    private static void atLeast(int least, String name, int value) {
      require(value >= least, name, least + " or more", value);
    }

    private static void require(boolean holds, String name, String expected, Object found) {
      if (!holds) {
        throw new IllegalArgumentException(name + " must be " + expected + ", got " + found);
      }
    }
  }
}
