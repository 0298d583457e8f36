package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.List;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.network.ShapeOps;
import org.hmongtts.network.Snac;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.OnnxGraph.Value;

/** The graphs of a SNAC codec, and the names of what goes in and comes out. */
record SnacGraphs(SnacConfig config, Checkpoint weights) {

  /**
   * @throws ModelFormatException if the decoder's tensors are not those of the configuration
   */
  SnacGraphs {
    Snac network = new Snac(config);
    List<long[]> codes = new ArrayList<>();
    for (int level = 0; level < config.strides().size(); level++) {
      codes.add(new long[] {1, -1});
      weights.tensor(
          "quantizer.quantizers." + level + ".codebook.weight",
          config.codebookSize(),
          config.codebookDimension());
    }
    ShapeOps shapes = new ShapeOps(weights);
    network.decode(shapes, network.fromCodes(shapes, codes));
  }

  /** {@code [1, 1, samples]}. */
  static final String AUDIO = "audio";

  /** The latent, mixed: {@code [1, decoderSize, steps]}. */
  static final String MIXED = "mixed";

  /** The codes of a level, {@code [1, codes]}. */
  static String codes(int level) {
    return "codes." + level;
  }

  /** Codes of some frames to audio; see {@link OnnxOps#crop} and {@link OnnxOps#timesNoise}. */
  OnnxGraph decoder(boolean noise) {
    OnnxGraph graph = new OnnxGraph();
    return decoder(graph, OnnxOps.chunked(graph, tensors(), noise));
  }

  /** {@link #decoder} for windows of one length, with noise where the codec has any. */
  OnnxGraph windowDecoder() {
    OnnxGraph graph = new OnnxGraph();
    return decoder(graph, new WindowOps(graph, tensors(), config.noise()));
  }

  private OnnxGraph decoder(OnnxGraph graph, OnnxOps ops) {
    Snac network = new Snac(config);
    Value audio = network.decode(ops, network.fromCodes(ops, codeInputs(graph)));
    graph.output(AUDIO, audio, ElementType.FLOAT, 1, 1, "samples");
    return graph;
  }

  /** Codes of some frames to what {@link Snac#synthesize} starts from. */
  OnnxGraph latent() {
    OnnxGraph graph = new OnnxGraph();
    OnnxOps ops = OnnxOps.plain(graph, tensors(), false);
    Snac network = new Snac(config);
    Value mixed = network.mixLatent(ops, network.fromCodes(ops, codeInputs(graph)));
    graph.output(MIXED, mixed, ElementType.FLOAT, 1, config.decoderSize(), "steps");
    return graph;
  }

  private List<Value> codeInputs(OnnxGraph graph) {
    List<Value> codes = new ArrayList<>();
    for (int level = 0; level < config.strides().size(); level++) {
      codes.add(graph.input(codes(level), ElementType.INT64, 1, "codes" + level));
    }
    return codes;
  }

  /**
   * Audio of whole frames to codes.
   *
   * @throws ModelFormatException if the encoder's tensors are not those of the configuration
   */
  OnnxGraph encoder() {
    OnnxGraph graph = new OnnxGraph();
    return encoder(graph, OnnxOps.plain(graph, tensors(), false));
  }

  /** {@link #encoder} for windows of one length. */
  OnnxGraph windowEncoder() {
    OnnxGraph graph = new OnnxGraph();
    return encoder(graph, new WindowOps(graph, tensors(), false));
  }

  private TensorSource tensors() {
    return new TensorSource(List.of(weights));
  }

  private OnnxGraph encoder(OnnxGraph graph, OnnxOps ops) {
    Snac network = new Snac(config);
    ShapeOps shapes = new ShapeOps(weights);
    network.quantize(shapes, network.encode(shapes, new long[] {1, 1, -1}));
    Value audio = graph.input(AUDIO, ElementType.FLOAT, 1, 1, "samples");
    List<Value> codes = network.quantize(ops, network.encode(ops, audio)).codes();
    for (int level = 0; level < codes.size(); level++) {
      graph.output(codes(level), codes.get(level), ElementType.INT64, 1, "codes" + level);
    }
    return graph;
  }
}
