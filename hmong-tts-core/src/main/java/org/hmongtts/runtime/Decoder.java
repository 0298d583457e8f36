package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * A language model ready to run: one session for the layers, and one for each part of the output
 * head that sampling asks for. The head is cut into runs of rows, because only some tokens are legal
 * at a step and rows that are not computed are not read. Immutable; any thread.
 */
final class Decoder implements AutoCloseable {

  static final String IDS = "input_ids";
  static final String HIDDEN = "hidden";
  static final String LOGITS = "logits";

  /**
   * A run of the output head's rows.
   *
   * @param firstToken token id of its first row
   * @param tokens how many
   */
  record HeadPart(int firstToken, int tokens) {}

  private final LlamaConfig config;
  private final AdapterInputs adapterInputs;
  private final int maxPositions;
  private final OnnxSession body;
  private final List<HeadPart> headParts;
  private final List<OnnxSession> heads;

  private Decoder(
      LlamaConfig config,
      AdapterInputs adapterInputs,
      int maxPositions,
      OnnxSession body,
      List<HeadPart> headParts,
      List<OnnxSession> heads) {
    this.config = config;
    this.adapterInputs = adapterInputs;
    this.maxPositions = maxPositions;
    this.body = body;
    this.headParts = headParts;
    this.heads = heads;
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
   */
  record Parts(
      Llama network,
      TensorSource tensors,
      TensorSource headTensors,
      String headModule,
      List<HeadPart> headParts,
      int maxPositions,
      Optional<BlockQuantization> quantization) {}

  static Decoder create(
      Parts parts, AdapterInputs adapterInputs, ExecutionProvider provider, int threads) {
    boolean prepack = parts.quantization.isPresent();
    List<OnnxSession> opened = new ArrayList<>();
    try {
      OnnxSession body =
          OnnxSession.create(
              "the language model", bodyGraph(parts, adapterInputs), provider, threads, prepack);
      opened.add(body);
      for (HeadPart part : parts.headParts) {
        opened.add(
            OnnxSession.create(
                "the language model's head", headGraph(parts, part), provider, threads, prepack));
      }
      return new Decoder(
          parts.network.config(),
          adapterInputs,
          parts.maxPositions,
          body,
          List.copyOf(parts.headParts),
          List.copyOf(opened.subList(1, opened.size())));
    } catch (RuntimeException e) {
      opened.forEach(OnnxSession::close);
      throw e;
    }
  }

  private static OnnxGraph bodyGraph(Parts parts, AdapterInputs adapterInputs) {
    OnnxGraph graph = new OnnxGraph();
    Value ids = graph.input(IDS, ElementType.INT64, "batch", "time");
    OnnxOps ops =
        new OnnxOps(
            graph, parts.tensors, adapterInputs, parts.maxPositions, false, parts.quantization);
    Value features = parts.network.forwardIds(ops, ids);
    Value last =
        graph.node("Gather", List.of(features, graph.constant(-1)), "axis", 1);
    Value hidden = graph.node("Squeeze", List.of(last, graph.constant(1)));
    graph.output(
        HIDDEN, hidden, ElementType.FLOAT, "batch", parts.network.config().hiddenSize());
    return graph;
  }

  private static OnnxGraph headGraph(Parts parts, HeadPart part) {
    OnnxGraph graph = new OnnxGraph();
    Value hidden =
        graph.input(
            HIDDEN, ElementType.FLOAT, "batch", parts.network.config().hiddenSize());
    OnnxOps ops =
        new OnnxOps(
            graph, parts.headTensors, AdapterInputs.NONE, 0, false, parts.quantization);
    Value logits = ops.product(hidden, parts.headModule, part.firstToken, part.tokens);
    graph.output(LOGITS, logits, ElementType.FLOAT, "batch", part.tokens);
    return graph;
  }

  LlamaConfig config() {
    return config;
  }

  AdapterInputs adapterInputs() {
    return adapterInputs;
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
   * @param adapter the adapter's inputs, by name; must fit {@link #adapterInputs()}
   */
  DecoderSession open(int rows, int capacity, Map<String, OnnxTensor> adapter) {
    return new DecoderSession(this, rows, Math.min(capacity, maxPositions), adapter);
  }

  @Override
  public void close() {
    body.close();
    heads.forEach(OnnxSession::close);
  }
}
