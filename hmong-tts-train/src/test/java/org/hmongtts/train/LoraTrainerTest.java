package org.hmongtts.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hmongtts.AdapterMismatchException;
import org.hmongtts.BaseModel;
import org.hmongtts.DatasetException;
import org.hmongtts.DeviceException;
import org.hmongtts.Fixtures;
import org.hmongtts.HmongTts;
import org.hmongtts.Speech;
import org.hmongtts.TrainingException;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.TargetModules;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.train.TrainingReport.Ending;
import org.hmongtts.train.torch.LoraEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training as a program runs it: the embedded voice adapted to a few short clips. */
class LoraTrainerTest {

  private static final List<String> TEXTS =
      List.of("nyob zoo", "kuv mus", "koj noj mov", "peb los tsev", "hnub no", "ua tsaug");

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path dataset;

  /** What the embedded voice says, as recordings of somebody. */
  @BeforeAll
  static void record() throws IOException {
    dataset = Files.createDirectories(shared.resolve("somebody"));
    Files.createDirectories(dataset.resolve("wavs"));
    StringBuilder rows = new StringBuilder();
    try (HmongTts tts = HmongTts.load(BaseModel.embedded())) {
      for (int i = 0; i < TEXTS.size(); i++) {
        Speech speech = tts.speak(TEXTS.get(i));
        Audio audio = speech.audio().resampled(22_050);
        WavFile.write(dataset.resolve("wavs/" + i + ".wav"), audio.samples(), audio.sampleRateHz());
        rows.append(i).append(".wav|").append(TEXTS.get(i)).append('\n');
      }
    }
    Files.writeString(dataset.resolve("metadata.csv"), rows);
  }

  @ParameterizedTest
  @CsvSource({"NaN, 1", "Infinity, 1", "2.5, NaN"})
  void aLossThatIsNoNumberEndsTrainingWithAdvice(double loss, double norm) throws Exception {
    Path checkpoint = folder.resolve("checkpoint");
    LoraEngine.StepResult step = new LoraEngine.StepResult(loss, norm);
    assertThatThrownBy(() -> TrainingRun.requireFinite(step, 12, checkpoint))
        .isInstanceOf(TrainingException.class)
        .hasMessageContainingAll("no longer a number after 12 steps", "lower the learning rate")
        .hasMessageNotContaining("checkpoint");
    Files.createFile(checkpoint);
    assertThatThrownBy(() -> TrainingRun.requireFinite(step, 12, checkpoint))
        .hasMessageContaining("checkpoint is from before");
  }

  private LoraTrainer.Builder trainer(String out) {
    return LoraTrainer.builder()
        .dataset(dataset)
        .out(folder.resolve(out))
        .rank(4)
        .flashAttention(true)
        .epochs(2)
        .batchSize(2)
        .warmupSteps(1)
        .rehearsalShare(0)
        .validationShare(0.34)
        .checkpointEvery(0)
        .seed(5);
  }

  private static byte[] weights(Path adapter) throws IOException {
    return Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
  }

  @Test
  void whatIsTrainedSpeaksAndTellsWhereItComesFrom() throws Exception {
    List<TrainingEvent> events = new ArrayList<>();
    TrainingReport report = trainer("voice").epochs(4).build().train(events::add);

    assertThat(report.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(report.epochLosses()).hasSize(4);
    assertThat(report.epochLosses().get(3)).isLessThan(report.epochLosses().get(0));
    assertThat(report.bestValidationLoss()).isPresent();
    assertThat(report.plan().attentionKernel()).contains("flash");
    assertThat(events.get(0)).isInstanceOf(TrainingEvent.Started.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(TrainingEvent.Finished.class);
    assertThat(events).filteredOn(TrainingEvent.Step.class::isInstance).hasSize(report.steps());

    Path adapter = report.adapter();
    assertThat(adapter.resolve("README.md"))
        .content()
        .contains("library_name: peft", "somebody", "embedded");
    PeftAdapter read = PeftAdapter.read(adapter);
    assertThat(read.modules()).hasSize(7 * 8);
    assertThat(read.textForm()).contains("rpa");
    assertThat(read.dialect()).contains("white");
    assertThat(read.temperature()).contains(TrainingPreset.MINUTES.temperature());
    try (HmongTts base = HmongTts.load(BaseModel.embedded());
        HmongTts voice = base.withLora(adapter)) {
      assertThat(voice.voices()).startsWith("somebody").contains("paj");
      assertThat(voice.speak("nyob zoo").samples()).isNotEmpty();
    }
  }

  @Test
  void twoRunsGiveTheSameBits() throws Exception {
    Path first = trainer("first").build().train().adapter();
    Path second = trainer("second").build().train().adapter();
    assertThat(weights(second)).isEqualTo(weights(first));
  }

  @Test
  void anotherSeedGivesAnotherAdapter() throws Exception {
    Path first = trainer("first").epochs(1).build().train().adapter();
    Path second = trainer("second").epochs(1).seed(6).build().train().adapter();
    assertThat(weights(second)).isNotEqualTo(weights(first));
  }

  @Test
  void accumulatedBatchesAreOneLargerBatch() throws Exception {
    TrainingReport one = trainer("one").batchSize(4).epochs(1).build().train();
    TrainingReport two = trainer("two").batchSize(2).accumulation(2).epochs(1).build().train();
    assertThat(two.epochLosses()).isEqualTo(one.epochLosses());
  }

  @Test
  void evaluationSpeaksHeldOutSentences() throws Exception {
    List<TrainingEvent.Evaluated> evaluated = new ArrayList<>();
    trainer("voice")
        .epochs(1)
        .evaluateEvery(1000)
        .evaluationSentences(2)
        .build()
        .train(
            event -> {
              if (event instanceof TrainingEvent.Evaluated e) {
                evaluated.add(e);
              }
            });
    assertThat(evaluated).hasSize(1);
    assertThat(evaluated.get(0).report().sentences()).hasSize(2);
    assertThat(leftovers(folder.resolve("voice-training"))).isEmpty();
  }

  private static List<String> leftovers(Path work) throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      return files.map(p -> p.getFileName().toString()).toList();
    }
  }

  @Test
  void rehearsalMixesInWhatTheBaseSays() throws Exception {
    TrainingPlan plan = trainer("voice").rehearsalShare(1).build().plan();
    TrainingPlan without = trainer("voice").build().plan();
    assertThat(plan.steps()).isEqualTo(2 * without.steps());
    assertThat(plan.tokensPerEpoch()).isGreaterThan(without.tokensPerEpoch());
    assertThat(folder.resolve("voice")).doesNotExist();
  }

  @Nested
  class ABrokenOffRun {

    @Test
    void goesOnToTheSameBits() throws Exception {
      Path whole = trainer("whole").dropout(0.1).build().train().adapter();

      LoraTrainer broken = trainer("broken").dropout(0.1).build();
      AtomicInteger steps = new AtomicInteger();
      TrainingReport stopped =
          broken.train(
              event -> {
                if (event instanceof TrainingEvent.Step && steps.incrementAndGet() == 2) {
                  broken.stop();
                }
              });
      assertThat(stopped.ending()).isEqualTo(Ending.INTERRUPTED);
      assertThat(stopped.steps()).isEqualTo(2);
      assertThat(folder.resolve("broken")).doesNotExist();

      TrainingReport resumed = trainer("broken").dropout(0.1).resume(true).build().train();
      assertThat(resumed.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(weights(resumed.adapter())).isEqualTo(weights(whole));
    }

    @Test
    void losesOneIntervalAtMostWhenItIsKilled() throws Exception {
      Path whole = trainer("whole").build().train().adapter();
      assertThatThrownBy(
              () ->
                  trainer("killed")
                      .checkpointEvery(1)
                      .build()
                      .train(
                          event -> {
                            if (event instanceof TrainingEvent.Step step && step.step() == 3) {
                              throw new IllegalStateException("killed");
                            }
                          }))
          .hasMessage("killed");
      AtomicInteger first = new AtomicInteger(-1);
      TrainingReport resumed =
          trainer("killed")
              .checkpointEvery(1)
              .resume(true)
              .build()
              .train(
                  event -> {
                    if (event instanceof TrainingEvent.Started started) {
                      first.set(started.step());
                    }
                  });
      assertThat(first).hasValue(2);
      assertThat(weights(resumed.adapter())).isEqualTo(weights(whole));
    }

    @Test
    void isNotResumedWithOtherSettings() throws Exception {
      LoraTrainer broken = trainer("broken").build();
      broken.train(event -> broken.stop());
      assertThatThrownBy(() -> trainer("broken").learningRate(1e-5).resume(true).build().train())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("learning-rate")
          .hasMessageContaining("resume");
    }

    @Test
    void isRefusedWhenItsCheckpointIsDamaged() throws Exception {
      Path work = Files.createDirectories(folder.resolve("broken-training"));
      Files.writeString(work.resolve("checkpoint.safetensors"), "no checkpoint");
      assertThatThrownBy(() -> trainer("broken").resume(true).build().train())
          .hasMessageContaining("checkpoint.safetensors");
    }
  }

  @Nested
  class BadInput {

    @Test
    void rowsAreListedBeforeAnythingStarts() throws Exception {
      Path bad = Files.createDirectories(folder.resolve("bad"));
      Files.writeString(bad.resolve("metadata.csv"), "1.wav|nyob zoo\n2.wav|kuv mus\n");
      assertThatThrownBy(() -> trainer("voice").dataset(bad).build().train())
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("metadata.csv:1")
          .hasMessageContaining("metadata.csv:2");
      assertThat(folder.resolve("voice-training")).doesNotExist();
    }

    @Test
    void targetsThatMatchNothing() {
      assertThatThrownBy(
              () ->
                  trainer("voice")
                      .targetModules(TargetModules.names("query_key_value"))
                      .build()
                      .train())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("query_key_value")
          .hasMessageContaining("q_proj");
    }

    @Test
    void rankZeroAndItsKin() {
      assertThatThrownBy(() -> trainer("voice").rank(0).build())
          .hasMessageContaining("rank must be in 1..");
      assertThatThrownBy(() -> trainer("voice").dropout(1).build())
          .hasMessageContaining("dropout must be");
      assertThatThrownBy(() -> trainer("voice").epochs(0).build())
          .hasMessageContaining("epochs must be 1 or more, got 0");
      assertThatThrownBy(() -> trainer("voice").learningRate(0).build())
          .hasMessageContaining("learningRate must be");
      assertThatThrownBy(() -> LoraTrainer.builder().out(folder).build())
          .hasMessageContaining("dataset must be");
      assertThatThrownBy(() -> trainer("v").validationShare(0).earlyStopping(2).build())
          .hasMessageContaining("earlyStopping must be 0");
    }

    @Test
    void memoryThatWouldNotSuffice() {
      assertThatThrownBy(() -> trainer("voice").memoryBudgetBytes(100 << 20).build().train())
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("may take 100 MB")
          .hasMessageContaining("lower the rank");
      assertThat(folder.resolve("voice")).doesNotExist();
    }

    @Test
    void littleMemoryMakesItComputeLayersAgain() throws Exception {
      TrainingPlan free = trainer("voice").build().plan();
      assertThat(free.recomputedLayers()).isZero();
      long tight = free.predictedBytes() - (1 << 20);
      assertThat(trainer("voice").memoryBudgetBytes(tight).build().plan().recomputedLayers())
          .isPositive();
    }

    @Test
    void aFolderThatHasSomethingElse() throws Exception {
      Path taken = Files.createDirectories(folder.resolve("taken"));
      Files.writeString(taken.resolve("thesis.txt"), "years of work");
      assertThatThrownBy(() -> trainer("taken").build().train())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("taken");
      assertThat(taken.resolve("thesis.txt")).hasContent("years of work");
    }
  }

  @Test
  void anAdapterIsRefusedOnAnotherBase() throws Exception {
    Path adapter = trainer("voice").epochs(1).build().train().adapter();
    Path other =
        Fixtures.folders("checkpoint", f -> Files.exists(f.resolve("checkpoint/model.safetensors")))
            .get(0)
            .resolve("checkpoint");
    assertThatThrownBy(() -> PeftAdapter.read(adapter).bind(Checkpoint.open(other)))
        .isInstanceOf(AdapterMismatchException.class);
  }

  @Test
  void modulesAreTrainedWholeAndRowsKeepTheirMagnitude() throws Exception {
    Path adapter =
        trainer("voice")
            .epochs(1)
            .dora(true)
            .rankStabilised(true)
            .rankPattern("down_proj", 2)
            .modulesToSave("lm_head")
            .build()
            .train()
            .adapter();
    PeftAdapter read = PeftAdapter.read(adapter);
    assertThat(read.savedTensors()).containsExactly("lm_head.weight");
    assertThat(read.modules().get("model.layers.0.mlp.down_proj").rank()).isEqualTo(2);
    assertThat(read.modules().get("model.layers.0.mlp.up_proj").magnitude())
        .isNotEqualTo(Optional.empty());
    try (HmongTts base = HmongTts.load(BaseModel.embedded());
        HmongTts voice = base.withLora(adapter)) {
      assertThat(voice.speak("nyob zoo").samples()).isNotEmpty();
    }
  }
}
