package org.hmongtts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.hmongtts.runtime.Generation;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.GenerationListener;
import org.hmongtts.runtime.LoadedAdapter;

/** Several texts spoken side by side: phrases are generated in rows, and decoded as they end. */
final class BatchSpeech implements AutoCloseable {

  /** A phrase that has ended, or the end of all. */
  private record Ended(
      int job,
      Optional<GenerationListener.End> end,
      int attempts,
      Optional<RuntimeException> failure) {}

  private final SpeechModel model;
  private final List<SpokenPhrases> texts;
  private final long start;
  private final List<Place> places = new ArrayList<>(); // of each job
  private final BlockingQueue<Ended> events = new LinkedBlockingQueue<>();
  private final BackgroundGeneration background;

  /** Where a job's phrase belongs. */
  private record Place(int text, PhraseAudio audio) {}

  /** A text as it is put together. */
  private static final class Result {
    final SampleList samples = new SampleList();
    Stop stop = new Stop.EndOfSpeech();
    long codecNanos;
    long frames;
    long totalNanos;
  }

  BatchSpeech(
      SpeechModel model,
      List<SpokenPhrases> texts,
      long start,
      Optional<LoadedAdapter> adapter,
      Runnable onClose) {
    this.model = model;
    this.texts = texts;
    this.start = start;
    List<GenerationJob> jobs = new ArrayList<>();
    for (int text = 0; text < texts.size(); text++) {
      SpokenPhrases phrases = texts.get(text);
      for (int phrase = 0; phrase < phrases.phrases().size(); phrase++) {
        places.add(new Place(text, phrases.audio(model, phrase)));
      }
      jobs.addAll(phrases.jobs(model, phrases.request().retries()));
    }
    Generation generation =
        model
            .languageModel()
            .generate(jobs, model.options().batchSize(), adapter, new Collecting());
    this.background =
        new BackgroundGeneration(
            generation,
            failure -> events.add(new Ended(-1, Optional.empty(), 0, failure)),
            onClose);
  }

  BackgroundGeneration background() {
    return background;
  }

  private final class Collecting implements GenerationListener {
    @Override
    public void frame(int job, int[] codes) {
      places.get(job).audio.add(codes);
    }

    @Override
    public void restarted(int job) {
      places.get(job).audio.clear();
    }

    @Override
    public void ended(int job, End end, int attempts) {
      events.add(new Ended(job, Optional.of(end), attempts, Optional.empty()));
    }
  }

  /** Waits for all. */
  List<Speech> speak() {
    float[][] samples = new float[places.size()][];
    Result[] results = new Result[texts.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = new Result();
    }
    for (Ended ended = take(); ended.job >= 0 || finish(ended, results); ended = take()) {
      Place place = places.get(ended.job);
      Result result = results[place.text];
      samples[ended.job] = place.audio.rest();
      result.codecNanos += place.audio.nanos();
      result.frames += place.audio.frames();
      result.totalNanos = System.nanoTime() - start;
      if (result.stop.isNatural()) {
        result.stop = place.audio.stop(ended.end.get(), ended.attempts);
      }
    }
    for (int job = 0; job < samples.length; job++) {
      // A phrase that never ended was cancelled: what it had is not taken.
      results[places.get(job).text].samples.add(samples[job] == null ? new float[0] : samples[job]);
      if (samples[job] == null) {
        results[places.get(job).text].stop = new Stop.Cancelled();
      }
    }
    List<Speech> speeches = new ArrayList<>();
    for (int text = 0; text < results.length; text++) {
      speeches.add(speech(texts.get(text), results[text]));
    }
    return speeches;
  }

  private boolean finish(Ended ended, Result[] results) {
    if (ended.failure.isPresent()) {
      throw ended.failure.get();
    }
    return false;
  }

  private Speech speech(SpokenPhrases text, Result result) {
    Generation generation = background.generation();
    long tokens = result.frames * model.family().grammar().slots();
    double share = generation.tokens() == 0 ? 0 : (double) tokens / generation.tokens();
    double seconds = (double) result.samples.size() / model.codec().config().sampleRateHz();
    Duration total = Duration.ofNanos(result.totalNanos);
    SpeechTimings timings =
        new SpeechTimings(
            scaled(generation.prefill(), share),
            scaled(generation.stepping(), share),
            tokens,
            Duration.ofNanos(result.codecNanos),
            total,
            total,
            seconds == 0 ? 0 : result.totalNanos / 1e9 / seconds);
    return new Speech(
        result.samples.toArray(),
        model.codec().config().sampleRateHz(),
        text.text(),
        result.stop,
        timings);
  }

  private static Duration scaled(Duration duration, double share) {
    return Duration.ofNanos((long) (duration.toNanos() * share));
  }

  private Ended take() {
    return background.take(events);
  }

  @Override
  public void close() {
    background.close();
  }
}
