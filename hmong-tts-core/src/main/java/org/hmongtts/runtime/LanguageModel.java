package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.ModelFormatException;
import org.hmongtts.adapter.BoundAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.ShapeOps;

/**
 * A Llama-style language model that generates frames of speech codes, alone or with one of several
 * adapters. The base's weights are in memory once, whatever adapters are bound. Thread-safe; close
 * waits for what runs.
 */
public final class LanguageModel implements AutoCloseable {

  /** Models with fewer bytes of weights run faster on one thread than shared by several. */
  private static final long ONE_THREAD_BYTES = 64L << 20;

  /** Rotary tables cover at most this many positions: more than a minute and a half of Orpheus. */
  private static final int MAX_POSITIONS = 8192;

  private static final String PREFIX = "model.";
  private static final String HEAD = "lm_head";

  /**
   * How a model runs.
   *
   * @param provider the device
   * @param precision of the weights
   * @param threads threads of one step, 0 to choose
   * @param cacheFolder where prepared weights are kept
   * @param progress hears of preparations
   */
  public record Settings(
      ExecutionProvider provider,
      Precision precision,
      int threads,
      Path cacheFolder,
      ProgressListener progress) {}

  private final List<Checkpoint> layers; // prepared weights over the base
  private final Llama network;
  private final FrameGrammar grammar;
  private final Settings settings;
  private final int threads;
  private Shared<GenerationEngine> current;
  private AdapterInputs inputs = AdapterInputs.NONE;
  private boolean closed;

  private LanguageModel(
      List<Checkpoint> layers, Llama network, FrameGrammar grammar, Settings settings) {
    this.layers = List.copyOf(layers);
    this.network = network;
    this.grammar = grammar;
    this.settings = settings;
    this.threads = settings.threads() > 0 ? settings.threads() : defaultThreads(layers.get(0));
    this.current = create(AdapterInputs.NONE, Map.of());
  }

  private static int defaultThreads(Checkpoint weights) {
    return weights.fileBytes() < ONE_THREAD_BYTES ? 1 : Runtime.getRuntime().availableProcessors();
  }

  /**
   * Checks the weights, prepares them where the precision asks for it, and opens the model.
   *
   * @throws ModelFormatException if a tensor is missing, has another shape than the configuration
   *     says, or is not finite
   * @throws IOException if the cache folder cannot be written
   * @throws org.hmongtts.DeviceException if the device cannot run it
   */
  public static LanguageModel load(
      Checkpoint base, LlamaConfig config, FrameGrammar grammar, Settings settings)
      throws IOException {
    Llama network = new Llama(config, PREFIX);
    check(base, network);
    List<Checkpoint> layers = new ArrayList<>();
    Optional<Checkpoint> prepared = PreparedLanguageModel.open(base, config, settings);
    if (prepared.isPresent()) {
      layers.add(prepared.get()); // found finite when it was made
    } else {
      base.requireFinite(ProgressListener.NONE); // and so read ahead
    }
    layers.add(base);
    return new LanguageModel(layers, network, grammar, settings);
  }

  private static void check(Checkpoint base, Llama network) {
    LlamaConfig config = network.config();
    base.tensor(
        network.embeddingModule() + ".weight", config.vocabularySize(), config.hiddenSize());
    network.forwardIds(new ShapeOps(base), new long[] {1, 1});
    if (!config.tiedHead()) {
      base.tensor(HEAD + ".weight", config.vocabularySize(), config.hiddenSize());
    }
  }

  /** Codes and stop token that this model generates. */
  public FrameGrammar grammar() {
    return grammar;
  }

  /** Bytes of weights that one step of one utterance reads, the head's share averaged. */
  public long bytesPerStep() {
    Shared<GenerationEngine> engine = engine(AdapterInputs.NONE);
    try {
      return engine.borrow().bytesPerStep();
    } finally {
      engine.giveBack();
    }
  }

  /** The precision that the weights are held in. */
  public Precision precision() {
    return settings.precision();
  }

  /** Threads that share one step. */
  public int threads() {
    return threads;
  }

  /**
   * Makes an adapter ready; it costs its own size until it is closed.
   *
   * @param strength factor on its change, 1 as trained
   * @throws org.hmongtts.AdapterMismatchException if it changes what cannot be changed while
   *     running
   * @throws IllegalArgumentException if it replaces whole modules and strength is not 1
   */
  public LoadedAdapter bind(BoundAdapter adapter, double strength) {
    return LoadedAdapter.create(this, adapter, strength);
  }

  /** Whether the graph can take a low-rank change of this module. */
  boolean adaptable(String module) {
    return module.startsWith(PREFIX + "layers.");
  }

  /**
   * Begins to generate.
   *
   * @param jobs what to generate, in this order
   * @param rows utterances side by side
   * @param adapter of all of them
   * @param listener hears of every frame, on the thread that calls {@link Generation#run}
   */
  public Generation generate(
      List<GenerationJob> jobs,
      int rows,
      Optional<LoadedAdapter> adapter,
      GenerationListener listener) {
    return adapter.isPresent()
        ? adapter.get().generate(jobs, rows, listener)
        : generate(engine(AdapterInputs.NONE), Map.of(), jobs, rows, listener, () -> {});
  }

  /**
   * What the model would have drawn each code of given speech from.
   *
   * @param prompt token ids
   * @param frames codes of each frame
   * @return logits of the codes of its slot, for each code in turn
   */
  public List<float[]> logits(int[] prompt, List<int[]> frames) {
    Shared<GenerationEngine> shared = engine(AdapterInputs.NONE);
    GenerationEngine engine = shared.borrow();
    try {
      if (engine instanceof Decoder stepping) {
        return logits(stepping, prompt, frames);
      }
      try (Decoder stepping = stepping(AdapterInputs.NONE, parts(Map.of()))) {
        return logits(stepping, prompt, frames);
      }
    } finally {
      shared.giveBack();
    }
  }

  private List<float[]> logits(Decoder decoder, int[] prompt, List<int[]> frames) {
    int capacity = prompt.length + frames.size() * grammar.slots();
    List<float[]> logits = new ArrayList<>();
    try (DecoderSession session = decoder.open(1, capacity, Map.of())) {
      session.prefill(0, prompt);
      for (int[] frame : frames) {
        for (int slot = 0; slot < grammar.slots(); slot++) {
          float[] scores = new float[grammar.codes()];
          session.logits(slot, 1).duplicate().rewind().get(scores);
          logits.add(scores);
          session.step(new int[] {grammar.firstTokens().get(slot) + frame[slot]});
        }
      }
      return logits;
    }
  }

  /**
   * Generates on an engine, which is given back when the generation is closed.
   *
   * @param release runs after that
   */
  Generation generate(
      Shared<GenerationEngine> engine,
      Map<String, OnnxTensor> adapter,
      List<GenerationJob> jobs,
      int rows,
      GenerationListener listener,
      Runnable release) {
    GenerationEngine borrowed = engine.borrow();
    try {
      return new Generation(
          borrowed.generator(adapter, grammar, jobs, rows, listener),
          () -> {
            engine.giveBack();
            release.run();
          });
    } catch (RuntimeException e) {
      engine.giveBack();
      throw e;
    }
  }

  /**
   * The engine over the base, able to take adapters of at least this kind. There is one at a time,
   * so that weights laid out anew by ONNX Runtime are in memory once: a more capable one replaces
   * it, and the old one goes when its last user is done.
   */
  synchronized Shared<GenerationEngine> engine(AdapterInputs needed) {
    if (closed) {
      throw new IllegalStateException("the language model is closed");
    }
    if (needed.compareTo(inputs) > 0) {
      Shared<GenerationEngine> capable = create(needed, Map.of());
      current.retire();
      current = capable;
      inputs = needed;
    }
    return current;
  }

  /**
   * An engine of its own.
   *
   * @param replaced tensors that an adapter replaces whole
   */
  Shared<GenerationEngine> create(AdapterInputs adapters, Map<String, OnnxGraph.Weight> replaced) {
    Decoder.Parts parts = parts(replaced);
    GenerationEngine engine =
        settings.provider().generatesInGraph(settings.precision()) && LoopGraph.supports(grammar)
            ? LoopDecoder.create(parts, grammar, adapters, settings.provider(), threads)
            : stepping(adapters, parts);
    return new Shared<>("the language model", engine, GenerationEngine::close);
  }

  private Decoder stepping(AdapterInputs adapters, Decoder.Parts parts) {
    return Decoder.create(parts, adapters, settings.provider(), threads);
  }

  private Decoder.Parts parts(Map<String, OnnxGraph.Weight> replaced) {
    TensorSource tensors = new TensorSource(replaced, layers);
    boolean ownHead = replaced.containsKey(HEAD + ".weight");
    // A replaced embedding leaves a head that was tied to it as it was (as PEFT does).
    TensorSource headTensors = ownHead ? tensors : new TensorSource(layers);
    boolean tied = network.config().tiedHead() && !ownHead;
    return new Decoder.Parts(
        network,
        tensors,
        headTensors,
        tied ? network.embeddingModule() : HEAD,
        grammar.headParts(),
        Math.min(network.config().maxPositions(), MAX_POSITIONS),
        settings.precision().on(settings.provider()));
  }

  @Override
  public void close() {
    Shared<GenerationEngine> last;
    synchronized (this) {
      closed = true;
      last = current;
    }
    last.close();
  }
}
