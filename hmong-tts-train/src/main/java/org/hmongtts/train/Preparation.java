package org.hmongtts.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hmongtts.DeviceException;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.SnacCodec;
import org.hmongtts.train.dataset.Clip;
import org.hmongtts.train.dataset.CodecTokenCache;
import org.hmongtts.train.dataset.Dataset;
import org.hmongtts.train.dataset.DatasetSplit;
import org.hmongtts.train.torch.PackedBatch.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and checks everything that a run needs, before anything is trained. */
final class Preparation {

  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

  /** Fewer clips than this are all trained on: a smaller share of them says nothing. */
  private static final int FEWEST_TO_VALIDATE = 100;

  private static final double VALIDATION_SHARE = 0.05;

  private final LoraTrainer.Builder options;

  Preparation(LoraTrainer.Builder options) {
    this.options = options;
  }

  TrainingSession open() throws IOException {
    Dataset dataset = Dataset.open(options.dataset.orElseThrow(), options.datasetOptions);
    TrainingBase base = TrainingBase.open(options.base, options.loading);
    TrainingSettings settings = settings(dataset);
    String voice = settings.voice();
    SequenceMaker maker = new SequenceMaker(base.family(), settings);
    DatasetSplit split = dataset.split(settings.validationShare(), settings.seed());
    LoadOptions loading = settings.loading();
    try (SnacCodec codec = codec(base.codecFolder(), loading)) {
      CodecTokenCache tokens = new CodecTokenCache(loading.cacheFolder(), dataset, codec);
      List<List<Sequence>> train =
          sequences(split.train(), settings, settings.versions(), tokens, maker);
      List<Sequence> validation =
          sequences(split.validation(), settings, 1, tokens, maker).stream()
              .flatMap(List::stream)
              .toList();
      TrainingData data =
          new TrainingData(
              train, rehearsal(settings, base, codec, maker, split.train()), validation);
      List<String> voices =
          dataset.clips().stream().map(clip -> clip.speaker().orElse(voice)).distinct().toList();
      return new TrainingSession(settings, base, dataset, data, voices);
    }
  }

  /** A codec that encodes on the device that the base is loaded on. */
  static SnacCodec codec(Path folder, LoadOptions loading) throws IOException {
    SnacCodec codec = SnacCodec.open(folder, loading.cacheFolder(), loading.provider(), 1);
    try {
      codec.prepareEncoder();
      return codec;
    } catch (DeviceException e) {
      codec.close();
      if (!loading.fallBackToCpu() || loading.provider() == ExecutionProvider.cpu()) {
        throw e;
      }
      LOG.warn("{}; encoding on the processor instead", e.getMessage());
      return SnacCodec.open(folder, loading.cacheFolder(), ExecutionProvider.cpu(), 1);
    }
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  /** A clip's own speaker is its voice; the name given, or the folder's, is for those without. */
  private static List<List<Sequence>> sequences(
      List<Clip> clips,
      TrainingSettings settings,
      int versions,
      CodecTokenCache tokens,
      SequenceMaker maker)
      throws IOException {
    LOG.info("encoding {} clips, {} versions of each", clips.size(), versions);
    AtomicInteger done = new AtomicInteger();
    try {
      // Clips side by side: one alone does not keep all cores busy.
      return clips.parallelStream()
          .map(
              clip -> {
                String voice = clip.speaker().orElse(settings.voice());
                List<Sequence> made = versionsOf(clip, versions, tokens, maker, voice);
                settings.loading().progress().progress(done.incrementAndGet(), clips.size());
                return made;
              })
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Sequence> versionsOf(
      Clip clip, int versions, CodecTokenCache tokens, SequenceMaker maker, String voice) {
    List<Sequence> sequences = new ArrayList<>();
    for (int number = 0; number < versions; number++) {
      try {
        int[][] levels = tokens.levels(clip, new CodecTokenCache.Version(number, versions));
        sequences.add(maker.sequence(voice, clip.text(), levels));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sequences;
  }

  private static List<Sequence> rehearsal(
      TrainingSettings settings,
      TrainingBase base,
      SnacCodec codec,
      SequenceMaker maker,
      List<Clip> clips)
      throws IOException {
    // Twice what an epoch takes, so that it is not the same every time.
    int count = 2 * TrainingData.rehearsalCount(settings, clips.size());
    if (count == 0) {
      return List.of();
    }
    LOG.info("the base speaks {} sentences for rehearsal", count);
    try (HmongTts tts = HmongTts.load(base.model(), settings.loading())) {
      return Rehearsal.speak(
          tts,
          codec,
          maker,
          clips.stream().map(Clip::text).toList(),
          count,
          settings,
          settings.loading().progress());
    }
  }

  private TrainingSettings settings(Dataset dataset) {
    TrainingPreset preset =
        options.preset.orElseGet(() -> TrainingPreset.of(dataset.totalDuration()));
    int clips = dataset.clips().size();
    double validationShare =
        options.validationShare.orElse(clips < FEWEST_TO_VALIDATE ? 0 : VALIDATION_SHARE);
    int batchSize = options.batchSize.orElse(preset.batchSize());
    double rehearsalShare = options.rehearsalShare.orElse(preset.rehearsalShare());
    int perEpoch = (int) Math.ceil(clips * (1 - validationShare) * (1 + rehearsalShare));
    int stepsPerEpoch = Math.max(1, perEpoch / (batchSize * options.accumulation));
    return new TrainingSettings(
        options.base,
        options.out.orElseThrow(),
        options.voice.orElseGet(() -> name(dataset.folder())),
        options.dialect,
        options.textForm,
        options.trainOnText,
        options.dropRepeatedFrames,
        options.lora(preset),
        options.flashAttention,
        options.basePrecision,
        options.provider,
        options.threads,
        options.memoryBudgetBytes,
        options.epochs.orElse(preset.epochs()),
        batchSize,
        options.accumulation,
        options.learningRate.orElse(preset.learningRate()),
        options.loraPlusRatio.orElse(preset.loraPlusRatio()),
        options.weightDecay,
        options.maxGradientNorm,
        options.schedule.orElse(LearningRateSchedule.LINEAR),
        options.warmupSteps.orElse(preset.warmupSteps()),
        options.versions.orElse(preset.versions()),
        rehearsalShare,
        options.temperature.orElse(preset.temperature()),
        validationShare,
        options.validateEverySteps >= 0 ? options.validateEverySteps : stepsPerEpoch,
        options.earlyStoppingPatience,
        options.evaluateEverySteps,
        options.evaluationSentences,
        options.checkpointEverySteps,
        options.resume,
        options.seed,
        options.rights,
        options.loading);
  }
}
