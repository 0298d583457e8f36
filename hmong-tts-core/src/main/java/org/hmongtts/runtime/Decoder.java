package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * A language model ready to run: one session for the layers, and one for each part of the output
 * head that sampling asks for. The head is cut into runs of rows, because only some tokens are
 * legal at a step and rows that are not computed are not read. Immutable; any thread.
 */
final class Decoder implements GenerationEngine {

  static final String IDS = "input_ids";
  static final String HIDDEN = "hidden";
  static final String LOGITS = "logits";

  private static final int CAPACITY_STEP = 256;

  /** Cache memories kept for later sessions: as many as threads that speak at once on a server. */
  private static final int MAX_IDLE = 8;

  /**
   * A run of the output head's rows.
   *
   * @param firstToken token id of its first row
   * @param tokens how many
   */
  record HeadPart(int firstToken, int tokens) {}

  private final LlamaConfig config;
  private final ElementType cacheType;
  private final int maxPositions;
  private final OnnxSession body;
  private final List<HeadPart> headParts;
  private final List<OnnxSession> heads;
  private final Map<String, OnnxTensor> unadapted;
  private final long bytesPerStep;
  private final List<ByteBuffer[]> idle = new ArrayList<>();

  private Decoder(
      LlamaConfig config,
      ElementType cacheType,
      int maxPositions,
      OnnxSession body,
      List<HeadPart> headParts,
      List<OnnxSession> heads,
      Map<String, OnnxTensor> unadapted,
      long bytesPerStep) {
    this.config = config;
    this.cacheType = cacheType;
    this.maxPositions = maxPositions;
    this.body = body;
    this.headParts = headParts;
    this.heads = heads;
    this.unadapted = unadapted;
    this.bytesPerStep = bytesPerStep;
  }

  /**
   * What a decoder is made from.
   *
   * @param network the network
   * @param tensors its weights
   * @param headTensors the weights that the output head is taken from
   * @param headModule the head's module
   * @param headParts the runs of rows that will be asked for
   * @param maxPositions longest sequence
   * @param arithmetic how it is computed
   */
  record Parts(
      Llama network,
      TensorSource tensors,
      TensorSource headTensors,
      String headModule,
      List<HeadPart> headParts,
      int maxPositions,
      Arithmetic arithmetic) {}

  static Decoder create(
      Parts parts, AdapterInputs adapterInputs, ExecutionProvider provider, int threads) {
    boolean prepack = parts.arithmetic.quantization().isPresent();
    Map<String, OnnxTensor> unadapted = new LinkedHashMap<>();
    List<OnnxSession> opened = new ArrayList<>();
    try {
      OnnxGraph graph = new OnnxGraph();
      OnnxOps ops = bodyGraph(graph, parts, adapterInputs);
      opened.add(OnnxSession.create("the language model", graph, provider, threads, prepack));
      long bytes = weightBytes(graph, parts.network.embeddingModule());
      long headBytes = 0;
      for (HeadPart part : parts.headParts) {
        OnnxGraph head = headGraph(parts, part);
        opened.add(
            OnnxSession.create("the language model's head", head, provider, threads, prepack));
        headBytes += weightBytes(head, "");
      }
      ops.adaptedModules()
          .forEach((module, shape) -> neutral(unadapted, adapterInputs, module, shape));
      return new Decoder(
          parts.network.config(),
          parts.arithmetic.compute(),
          parts.maxPositions,
          opened.get(0),
          List.copyOf(parts.headParts),
          List.copyOf(opened.subList(1, opened.size())),
          unadapted,
          bytes + headBytes / Math.max(1, parts.headParts.size() - 1));
    } catch (RuntimeException e) {
      unadapted.values().forEach(OnnxTensor::close);
      opened.forEach(OnnxSession::close);
      throw e;
    }
  }

  private static OnnxOps bodyGraph(OnnxGraph graph, Parts parts, AdapterInputs adapterInputs) {
    Value ids = graph.input(IDS, ElementType.INT64, "batch", "time");
    OnnxOps ops =
        new OnnxOps(
            graph,
            parts.tensors,
            adapterInputs,
            parts.maxPositions,
            false,
            false,
            parts.arithmetic);
    Value features = parts.network.forwardIds(ops, ids);
    Value last = graph.node("Gather", List.of(features, graph.constant(-1)), "axis", 1);
    Value hidden =
        ops.cast(
            graph.node("Squeeze", List.of(last, graph.constant(1))),
            parts.arithmetic.compute(),
            ElementType.FLOAT);
    graph.output(HIDDEN, hidden, ElementType.FLOAT, "batch", parts.network.config().hiddenSize());
    return ops;
  }

  private static OnnxGraph headGraph(Parts parts, HeadPart part) {
    ElementType compute = parts.arithmetic.compute();
    OnnxGraph graph = new OnnxGraph();
    Value hidden =
        graph.input(HIDDEN, ElementType.FLOAT, "batch", parts.network.config().hiddenSize());
    OnnxOps ops =
        new OnnxOps(
            graph, parts.headTensors, AdapterInputs.NONE, 0, false, false, parts.arithmetic);
    Value logits =
        ops.product(
            ops.cast(hidden, ElementType.FLOAT, compute),
            parts.headModule,
            part.firstToken,
            part.tokens);
    graph.output(
        LOGITS,
        ops.cast(logits, compute, ElementType.FLOAT),
        ElementType.FLOAT,
        "batch",
        part.tokens);
    return graph;
  }

  private static long weightBytes(OnnxGraph graph, String withoutModule) {
    return graph.weights().entrySet().stream()
        .filter(e -> withoutModule.isEmpty() || !e.getKey().startsWith(withoutModule))
        .mapToLong(e -> e.getValue().bytes().remaining())
        .sum();
  }

  /** Inputs that leave a module as it is: rank 0, rows scaled by 1. */
  static void neutral(
      Map<String, OnnxTensor> inputs, AdapterInputs kind, String module, long[] shape) {
    inputs.put(AdapterInputs.a(module), AdapterInputs.tensor(new float[0], shape[1], 0));
    inputs.put(AdapterInputs.b(module), AdapterInputs.tensor(new float[0], 0, shape[0]));
    if (kind == AdapterInputs.DORA) {
      inputs.put(AdapterInputs.rowScale(module), AdapterInputs.tensor(new float[] {1}, 1));
    }
  }

  @Override
  public Generator<?> generator(
      Map<String, OnnxTensor> adapter,
      FrameGrammar grammar,
      List<GenerationJob> jobs,
      int rows,
      GenerationListener listener) {
    return new SteppingGenerator(this, adapter, grammar, jobs, rows, listener);
  }

  @Override
  public long bytesPerStep() {
    return bytesPerStep;
  }

  /** The type of keys and values in the caches. */
  ElementType cacheType() {
    return cacheType;
  }

  LlamaConfig config() {
    return config;
  }

  /** Longest sequence, prompt and all. */
  int maxPositions() {
    return maxPositions;
  }

  List<HeadPart> headParts() {
    return headParts;
  }

  OnnxSession body() {
    return body;
  }

  OnnxSession head(int part) {
    return heads.get(part);
  }

  /**
   * Opens room for sequences.
   *
   * @param rows sequences generated side by side
   * @param capacity positions of each, prompt and all
   * @param adapter inputs of an adapter, by name; modules without stay as they are
   */
  DecoderSession open(int rows, int capacity, Map<String, OnnxTensor> adapter) {
    Map<String, OnnxTensor> inputs = new HashMap<>(unadapted);
    inputs.putAll(adapter);
    int positions = Math.min(rounded(capacity), maxPositions);
    return new DecoderSession(this, rows, positions, inputs, borrow(rows, positions));
  }

  /** Capacities are a few sizes only, so that memory fits the next session. */
  private static int rounded(int capacity) {
    return (capacity + CAPACITY_STEP - 1) / CAPACITY_STEP * CAPACITY_STEP;
  }

  /**
   * Memory for the caches of a session: what an earlier one gave back, where it is large enough.
   * The garbage collector frees direct memory late, and would let it pile up.
   */
  private ByteBuffer[] borrow(int rows, int positions) {
    int bytes = DecoderSession.cacheBytes(this, rows, positions);
    synchronized (idle) {
      for (ByteBuffer[] memory : idle) {
        if (memory[0].capacity() >= bytes) {
          idle.remove(memory);
          return memory;
        }
      }
    }
    ByteBuffer[] memory = new ByteBuffer[2 * config.layers()];
    for (int i = 0; i < memory.length; i++) {
      memory[i] = DecoderSession.direct(bytes);
    }
    return memory;
  }

  /** Takes back the memory of a session that is closed. */
  void giveBack(ByteBuffer[] memory) {
    synchronized (idle) {
      if (idle.size() == MAX_IDLE) {
        idle.remove(0); // the one that has waited longest
      }
      idle.add(memory);
    }
  }

  @Override
  public void close() {
    body.close();
    heads.forEach(OnnxSession::close);
    unadapted.values().forEach(OnnxTensor::close);
  }
}
