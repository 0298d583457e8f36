package org.hmongtts.train.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hmongtts.audio.WavFile;
import org.hmongtts.train.TrainingEvent;
import org.hmongtts.train.TrainingListener;
import org.hmongtts.train.eval.EvaluatedSentence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what happens during training in a folder:
 *
 * <ul>
 *   <li>{@code training.jsonl}: every event, one JSON object a line, at once;
 *   <li>{@code report.html}: curves, evaluations and settings, anew with each validation, each
 *       evaluation, and at the end;
 *   <li>{@code samples}: the first sentences of each evaluation as WAV files.
 * </ul>
 *
 * A resumed run goes on with the files of the run before. A disk that fails is warned of once and
 * does not hold up training. For one run at a time; not thread-safe.
 *
 * <pre>{@code
 * try (TrainingJournal journal = TrainingJournal.in(trainer.workFolder())) {
 *   trainer.train(journal);
 * }
 * }</pre>
 */
public final class TrainingJournal implements TrainingListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingJournal.class);

  /** Sentences of an evaluation that are kept as sound. */
  private static final int SAMPLES = 3;

  private final Path folder;
  private final Clock clock;
  private TrainingHistory history = new TrainingHistory();
  private Optional<TrainingLog> log = Optional.empty();
  private boolean warned;

  TrainingJournal(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * A journal in this folder, which is made when training starts.
   *
   * @param folder as {@link org.hmongtts.train.LoraTrainer#workFolder} gives it
   */
  public static TrainingJournal in(Path folder) {
    return new TrainingJournal(folder, Clock.systemUTC());
  }

  /** The page that is written, to be opened in a browser. */
  public Path page() {
    return folder.resolve("report.html");
  }

  @Override
  public void event(TrainingEvent event) {
    try {
      record(event);
    } catch (IOException e) {
      if (!warned) {
        LOG.warn("{}: what happens in training can't be written ({})", folder, e.getMessage());
        warned = true;
      }
    }
  }

  private void record(TrainingEvent event) throws IOException {
    if (event instanceof TrainingEvent.Started started) {
      begin(started.step());
    }
    ObjectNode node = TrainingJson.of(event, clock.instant());
    if (event instanceof TrainingEvent.Evaluated evaluated) {
      writeSamples(node.putArray("samples"), evaluated);
    }
    history.add(node);
    if (log.isPresent()) {
      log.get().append(node);
    }
    if (event instanceof TrainingEvent.Validated
        || event instanceof TrainingEvent.Evaluated
        || event instanceof TrainingEvent.Finished) {
      TrainingPage.of(history, samples()).write(page());
    }
  }

  private void begin(int step) throws IOException {
    close();
    history = new TrainingHistory();
    Files.createDirectories(folder);
    Path file = folder.resolve("training.jsonl");
    if (step == 0) {
      log = Optional.of(TrainingLog.begin(file));
    } else {
      List<JsonNode> before = new ArrayList<>();
      log = Optional.of(TrainingLog.resume(file, step, before));
      before.forEach(history::add);
    }
  }

  private Path samples() {
    return folder.resolve("samples");
  }

  private void writeSamples(ArrayNode nodes, TrainingEvent.Evaluated evaluated) throws IOException {
    Files.createDirectories(samples());
    List<EvaluatedSentence> sentences = evaluated.report().sentences();
    for (int i = 0; i < Math.min(SAMPLES, sentences.size()); i++) {
      EvaluatedSentence sentence = sentences.get(i);
      String name = String.format(Locale.ROOT, "step-%06d-%d.wav", evaluated.step(), i + 1);
      float[] mono = sentence.audio().toMono().samples();
      WavFile.write(samples().resolve(name), mono, sentence.audio().sampleRateHz());
      nodes.addObject().put("text", sentence.text()).put("file", name);
    }
  }

  @Override
  public void close() throws IOException {
    if (log.isPresent()) {
      log.get().close();
      log = Optional.empty();
    }
  }
}
