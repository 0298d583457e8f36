package org.hmongtts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.Generation;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.runtime.GenerationListener;
import org.hmongtts.runtime.LoadedAdapter;

/**
 * Speaks Hmong.
 *
 * <pre>{@code
 * try (HmongTts base = HmongTts.load(BaseModel.embedded());
 *     HmongTts voice = base.withLora(Path.of("adapters/niam"))) {
 *   voice.speak("Nyob zoo os, koj nyob li cas?").writeWav(Path.of("hmong.wav"));
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of threads may speak at once, each at its own cost in time and cache
 * memory. A voice made by {@link #withLora} shares the base's weights and costs only its adapter.
 * Closing cancels what this object still speaks and waits for it; the base's memory is freed when
 * all objects made from it are closed or no longer reachable. While the JVM shuts down nothing is
 * spoken: all that speaks ends with an {@link IllegalStateException}.
 */
public final class HmongTts implements AutoCloseable {

  private final SharedModel shared;
  private final Optional<LoadedAdapter> adapter;
  private final SpokenForm form;
  private final SharedModel.Handle handle;
  private final Set<BackgroundGeneration> speaking = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private HmongTts(SharedModel shared, Optional<LoadedAdapter> adapter, SpokenForm form) {
    this.shared = shared;
    this.adapter = adapter;
    this.form = form;
    this.handle = shared.join(this, adapter);
  }

  /**
   * {@link #load(BaseModel, LoadOptions)} on the processor, with the precision that suits the base.
   */
  public static HmongTts load(BaseModel base) throws IOException {
    return load(base, LoadOptions.defaults());
  }

  /** {@link #load(BaseModel)} from a checkpoint folder. */
  public static HmongTts load(Path folder) throws IOException {
    return load(BaseModel.of(folder));
  }

  /**
   * {@link #load(BaseModel)} from the Hub: {@code owner/name}, downloaded on first use.
   *
   * @throws IllegalArgumentException if it is no such name
   */
  public static HmongTts load(String hubName) throws IOException {
    return load(BaseModel.hub(hubName));
  }

  /**
   * Loads a base model.
   *
   * @throws ModelFormatException if a file of it is missing, malformed or of an unknown kind
   * @throws DownloadException if it must be fetched and can't be
   * @throws DeviceException if the device cannot run it
   * @throws IOException if the disk fails or the cache folder cannot be written
   */
  public static HmongTts load(BaseModel base, LoadOptions options) throws IOException {
    SharedModel.releaseUnreachable();
    SpeechModel model = SpeechModel.load(base, options);
    return new HmongTts(new SharedModel(model), Optional.empty(), model.form());
  }

  /** {@link #withLora(Path, double)} at full strength. */
  public HmongTts withLora(Path adapterFolder) throws IOException {
    return withLora(adapterFolder, 1);
  }

  /**
   * The same base with an adapter on it. Several may be open at a time; each utterance uses that of
   * the object it was asked of.
   *
   * @param adapterFolder a PEFT folder: {@code adapter_config.json} and {@code
   *     adapter_model.safetensors}
   * @param strength factor on the adapter's change, 0..2; 1 is as trained. Modules that the adapter
   *     replaces whole are replaced at any strength
   * @throws AdapterMismatchException if it was made for another base
   * @throws ModelFormatException if a file of it is malformed
   * @throws IOException if it cannot be read
   */
  public HmongTts withLora(Path adapterFolder, double strength) throws IOException {
    if (!(strength >= 0 && strength <= 2)) {
      throw new IllegalArgumentException("strength must be in 0..2, got " + strength);
    }
    SpeechModel model = model();
    PeftAdapter adapter = PeftAdapter.read(adapterFolder);
    SpokenForm adapted = model.form().with(adapter);
    LoadedAdapter loaded = model.languageModel().bind(adapter.bind(model.checkpoint()), strength);
    return new HmongTts(shared, Optional.of(loaded), adapted);
  }

  /** Names of the model's voices; the first is used unless a request names another. */
  public List<String> voices() {
    return form.voices(model().family());
  }

  /** Facts about the base. */
  public ModelInfo info() {
    SpeechModel model = model();
    SnacConfig codec = model.codec().config();
    return new ModelInfo(
        model.family().name(),
        model.checkpoint().fingerprint(),
        model.checkpoint().tensors().values().stream().mapToLong(TensorInfo::elements).sum(),
        model.languageModel().precision(),
        model.languageModel().bytesPerStep(),
        model.languageModel().threads(),
        (double) codec.codesPerFrame() * codec.sampleRateHz() / codec.samplesPerFrame(),
        codec.sampleRateHz(),
        form.voices(model.family()));
  }

  /** {@link #speak(SpeechRequest)} with all but the text as usual. */
  public Speech speak(String text) {
    return speak(SpeechRequest.of(text));
  }

  /**
   * Speaks and waits for the whole. Interrupting the thread ends the speech early.
   *
   * @throws IllegalArgumentException if the text has nothing that can be spoken
   * @throws IllegalStateException if this object is closed
   */
  public Speech speak(SpeechRequest request) {
    try (SpeechStream stream = begin(request, request.retries())) {
      SampleList samples = new SampleList();
      int phraseStart = 0;
      boolean last = false;
      while (!last) {
        SpeechStream.Piece piece = stream.nextPiece();
        if (piece.retracted()) {
          samples.truncate(phraseStart);
        }
        samples.add(piece.samples());
        if (piece.phraseEnded()) {
          phraseStart = samples.size();
        }
        last = piece.last();
      }
      return new Speech(
          samples.toArray(),
          stream.sampleRateHz(),
          stream.spokenText(),
          stream.stop(),
          stream.timings());
    }
  }

  /**
   * Speaks and gives the audio as it comes.
   *
   * @throws IllegalArgumentException if the text has nothing that can be spoken
   * @throws IllegalStateException if this object is closed
   */
  public SpeechStream stream(SpeechRequest request) {
    return begin(request, 0);
  }

  /**
   * Speaks several texts side by side, which takes far less time than one after another.
   *
   * @return one result for each request, in their order
   * @throws IllegalArgumentException if a text has nothing that can be spoken
   * @throws IllegalStateException if this object is closed
   */
  public List<Speech> speakAll(List<SpeechRequest> requests) {
    long start = System.nanoTime();
    SpeechModel model = model();
    List<SpokenPhrases> texts = new ArrayList<>();
    for (SpeechRequest request : requests) {
      texts.add(SpokenPhrases.of(request, model.family(), form));
    }
    if (texts.isEmpty()) {
      return List.of();
    }
    shared.enter();
    try (BatchSpeech batch = new BatchSpeech(model, texts, start, adapter, shared::leave)) {
      begin(batch.background());
      return batch.speak();
    }
  }

  /**
   * How far another load of this base is from this one, a quantised one say: both score the same
   * speech, which this one generates.
   *
   * @param request what is said; its sampling and seed decide the speech
   * @throws IllegalArgumentException if the other speaks with other codes
   */
  public ModelComparison compare(HmongTts other, SpeechRequest request) {
    SpeechModel mine = model();
    SpeechModel others = other.model();
    if (!mine.family().grammar().equals(others.family().grammar())) {
      throw new IllegalArgumentException("models with other codes cannot be compared");
    }
    SpokenPhrases phrases = SpokenPhrases.of(request, mine.family(), form);
    return ModelComparison.of(
        mine.languageModel(), others.languageModel(), phrases.jobs(mine, request.retries()));
  }

  private SpeechStream begin(SpeechRequest request, int retries) {
    long start = System.nanoTime();
    SpeechModel model = model();
    SpokenPhrases phrases = SpokenPhrases.of(request, model.family(), form);
    List<GenerationJob> jobs = phrases.jobs(model, retries);
    Function<GenerationListener, Generation> generate =
        listener -> model.languageModel().generate(jobs, 1, adapter, listener);
    shared.enter();
    SpeechStream stream = new SpeechStream(model, phrases, start, generate, shared::leave);
    begin(stream.background());
    return stream;
  }

  /** Starts a generation that close will end. */
  private void begin(BackgroundGeneration background) {
    speaking.removeIf(BackgroundGeneration::isClosed);
    speaking.add(background);
    try {
      if (closed) { // closed meanwhile: its close may have missed this one
        throw new IllegalStateException("this HmongTts is closed");
      }
      background.start();
    } catch (RuntimeException e) {
      background.close();
      throw e;
    }
  }

  private SpeechModel model() {
    if (closed) {
      throw new IllegalStateException("this HmongTts is closed");
    }
    return shared.model();
  }

  /**
   * Cancels what is still spoken, waits until native work has ended, and lets go of the model.
   * Streams that are open keep it until they are closed. Safe to call twice.
   */
  @Override
  public void close() {
    closed = true;
    speaking.forEach(BackgroundGeneration::end);
    handle.release();
    SharedModel.releaseUnreachable();
  }
}
