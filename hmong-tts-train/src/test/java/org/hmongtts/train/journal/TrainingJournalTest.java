package org.hmongtts.train.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.audio.Audio;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingPlan;
import org.hmongtts.train.TrainingReport;
import org.hmongtts.train.TrainingReport.Ending;
import org.hmongtts.train.eval.EvaluationReport;
import org.hmongtts.train.eval.Utterance;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJournalTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);

  @TempDir private Path parent;

  @Test
  void logsEachEventAtOnce() throws IOException {
    try (TrainingJournal journal = journal()) {
      journal.event(started(0));
      journal.event(step(1, 4.5));

      List<String> lines = Files.readAllLines(log());
      assertThat(lines).hasSize(2);
      JsonNode step = TrainingJson.MAPPER.readTree(lines.get(1));
      assertThat(step.path("event").asText()).isEqualTo("step");
      assertThat(step.path("step").asInt()).isEqualTo(1);
      assertThat(step.path("loss").asDouble()).isEqualTo(4.5);
      assertThat(step.path("time").asText()).isEqualTo("2026-11-22T00:00:00Z");
      assertThat(step.path("remaining_seconds").asDouble()).isEqualTo(90);
    }
  }

  @Test
  void logsThePlanWithSettingsAndVersions() throws IOException {
    run(started(0));

    JsonNode plan = TrainingLog.read(log()).get(0);
    assertThat(plan.path("settings").path("rank").asText()).isEqualTo("16");
    assertThat(plan.path("versions").path("Java").asText()).isNotEmpty();
    assertThat(plan.path("versions").path("LibTorch").asText()).matches("\\d+\\..*");
  }

  @Nested
  class ItsPage {

    @Test
    void isThereFromTheFirstValidation() throws IOException {
      try (TrainingJournal journal = journal()) {
        journal.event(started(0));
        journal.event(step(1, 4.5));
        assertThat(journal.page()).doesNotExist();

        journal.event(new TrainingEvent.Validated(1, 4.75, true));

        assertThat(journal.page())
            .content()
            .contains(
                "running",
                "1 of 10",
                "validation loss, step 1",
                "4.750",
                "1 min 30 s",
                "data/niam");
      }
    }

    @Test
    void tellsHowItEnded() throws IOException {
      run(started(0), step(1, 4.5), finished(1, Ending.STOPPED_EARLY));

      assertThat(page()).content().contains("stopped early", "2.00 GiB").doesNotContain("running");
    }

    @Test
    void hasEvaluationsWithTheirSound() throws IOException {
      run(started(0), step(1, 4.5), new TrainingEvent.Evaluated(1, evaluation()));

      assertThat(parent.resolve("work/samples/step-000001-1.wav")).exists();
      assertThat(page()).content().contains("Evaluations", "Nyob zoo os.", "data:audio/wav");
    }

    @Test
    void doesWithoutASampleThatIsGone() throws IOException {
      run(started(0), new TrainingEvent.Evaluated(1, evaluation()));
      Files.delete(parent.resolve("work/samples/step-000001-1.wav"));

      run(started(1), finished(1, Ending.COMPLETED));

      assertThat(page()).content().contains("step-000001-1.wav can&#39;t be read");
    }

    @Test
    void showsStrangersTextAsText() throws IOException {
      String name = "<script>";
      TrainingPlan plan =
          new TrainingPlan(name, name, 9, 1, 1, 1, 1, 0, 1, 1, name, name, Map.of());
      run(new TrainingEvent.Started(0, plan), finished(0, Ending.COMPLETED));

      assertThat(page()).content().doesNotContain("<script");
    }
  }

  @Nested
  class AResumedRun {

    @Test
    void goesOnFromTheCheckpointsStep() throws IOException {
      run(started(0), step(1, 5), step(2, 4), step(3, 3));

      run(started(2), step(3, 3.5), new TrainingEvent.Validated(3, 3.75, true));

      assertThat(TrainingLog.read(log()))
          .extracting(e -> e.path("event").asText() + e.path("step").asInt())
          .containsExactly("started0", "step1", "step2", "started2", "step3", "validated3");
      assertThat(page()).content().contains("training, smoothed: 4.167 at step 3");
    }

    @Test
    void passesOverHalfALine() throws IOException {
      run(started(0), step(1, 5));
      Files.writeString(log(), "{\"event\": \"st", StandardOpenOption.APPEND);

      run(started(1), step(2, 4));

      assertThat(TrainingLog.read(log())).hasSize(4);
      assertThat(Files.readAllLines(log())).hasSize(4);
    }

    @Test
    void doesWithoutTheLogOfTheRunBefore() throws IOException {
      run(started(5), step(6, 4));

      assertThat(TrainingLog.read(log())).hasSize(2);
    }
  }

  @Test
  void aNewRunBeginsALogOfItsOwn() throws IOException {
    run(started(0), step(1, 5), step(2, 4));

    run(started(0), step(1, 5));

    assertThat(TrainingLog.read(log())).hasSize(2);
  }

  @Test
  void aDiskThatFailsDoesNotStopTraining() throws IOException {
    Files.writeString(parent.resolve("work"), "a file in the folder's place");

    run(started(0), step(1, 5), finished(1, Ending.COMPLETED));

    assertThat(parent.resolve("work")).hasContent("a file in the folder's place");
  }

  private TrainingJournal journal() {
    return new TrainingJournal(parent.resolve("work"), CLOCK);
  }

  private void run(TrainingEvent... events) throws IOException {
    try (TrainingJournal journal = journal()) {
      for (TrainingEvent event : events) {
        journal.event(event);
      }
    }
  }

  private Path log() {
    return parent.resolve("work/training.jsonl");
  }

  private Path page() {
    return parent.resolve("work/report.html");
  }

  private static TrainingEvent started(int step) {
    return new TrainingEvent.Started(step, plan());
  }

  private static TrainingPlan plan() {
    Map<String, String> settings = Map.of("rank", "16", "out", "adapters/niam");
    return new TrainingPlan(
        "embedded",
        "data/niam",
        57,
        3,
        18_000,
        10,
        600_000,
        0,
        1L << 30,
        1L << 31,
        "flash",
        "cpu",
        settings);
  }

  private static TrainingEvent step(int step, double loss) {
    return new TrainingEvent.Step(
        step, 10, 0.1 * step, loss, 1.5, 2e-4, 1000, 512, 1L << 30, Duration.ofSeconds(90));
  }

  private static TrainingEvent finished(int step, Ending ending) {
    return new TrainingEvent.Finished(
        step,
        new TrainingReport(
            Path.of("adapters/niam"),
            ending,
            plan(),
            step,
            List.of(4.5),
            Optional.of(4.25),
            1,
            Duration.ofMinutes(2),
            512,
            1L << 31));
  }

  /** Of a second of a voice-like sound. */
  private static EvaluationReport evaluation() {
    float[] samples = new float[24_000];
    for (int i = 0; i < samples.length; i++) {
      for (int harmonic = 1; harmonic <= 10; harmonic++) {
        samples[i] += (float) (Math.sin(2 * Math.PI * 150 * harmonic * i / 24_000) / 20 / harmonic);
      }
    }
    Utterance utterance = new Utterance(Audio.mono(samples, 24_000), "Nyob zoo os.");
    return EvaluationReport.ofRecordings("niam", List.of(utterance));
  }
}
