package org.hmongtts.runtime;

import java.util.List;
import org.hmongtts.runtime.OnnxGraph.Value;

/**
 * Emits what {@link Sampler} does, for all rows at once and with settings that are inputs: the
 * repetition penalty and the temperature are one factor for each token and one more for negative
 * logits; top-k and top-p are a threshold found in the sorted scores; then the draw itself, by
 * cumulative probability in the order of the tokens. The most likely token is a top-k of 1 drawn
 * with 0.
 */
final class LoopDraw {

  /** Sorted scores beyond these are not looked at: ONNX Runtime sorts up to so many in one go. */
  private static final int MAX_SORTED = 4096;

  /**
   * {@code [rows, 1]}: how many of the most likely tokens may be drawn, any large number for all.
   */
  static final String TOP_K = "top_k";

  /** {@code [rows, 1]}: top-p; negative if neither it nor top-k applies. */
  static final String TOP_P = "top_p";

  /** {@code [rows, 1]}: the threshold where neither applies, −∞; else +∞. */
  static final String UNLIMITED = "unlimited";

  /** {@code [rows, 1]}: the logarithm of min-p. */
  static final String LOG_MIN_P = "log_min_p";

  /** {@code [rows, 1]}: the factor on logits of tokens seen before. */
  static final String SEEN_SCALE = "seen_scale";

  /** {@code [rows, 1]}: the further factor on negative logits of tokens seen before. */
  static final String SEEN_SLOPE = "seen_slope";

  private final OnnxGraph graph;
  private final Value topK;
  private final Value topP;
  private final Value unlimited;
  private final Value logMinP;
  private final Value seenScale;
  private final Value seenSlope;

  /**
   * The factors of the tokens of one range, {@code [rows, tokens]} each.
   *
   * @param scale on every logit
   * @param slope on negative ones besides
   */
  record Penalty(Value scale, Value slope) {}

  /**
   * How deep a range may be drawn from.
   *
   * @param candidates how many tokens
   * @param sorted how many of them are sorted
   * @param mask {@code [rows, sorted]}, 0 or −∞, added to sorted scores
   * @param mass {@code [rows, sorted]}: the likelier tokens must have less than this together
   */
  record Depth(int candidates, int sorted, Value mask, Value mass) {}

  /**
   * @param graph what holds the loop
   */
  LoopDraw(OnnxGraph graph) {
    this.graph = graph;
    topK = setting(TOP_K);
    topP = setting(TOP_P);
    unlimited = setting(UNLIMITED);
    logMinP = setting(LOG_MIN_P);
    seenScale = setting(SEEN_SCALE);
    seenSlope = setting(SEEN_SLOPE);
  }

  private Value setting(String name) {
    return graph.input(name, ElementType.FLOAT, "rows", 1);
  }

  /** The depth of draws from so many candidates, computed in front of the loop. */
  Depth depth(int candidates) {
    int sorted = Math.min(candidates, MAX_SORTED);
    float[] ranks = new float[sorted];
    for (int i = 0; i < sorted; i++) {
      ranks[i] = i;
    }
    Value within = graph.node("Less", List.of(graph.constant(ranks, 1, sorted), topK));
    Value none = graph.scalar(Float.NEGATIVE_INFINITY);
    Value mask = graph.node("Where", List.of(within, graph.scalar(0), none));
    Value mass = graph.node("Where", List.of(within, topP, graph.scalar(-1)));
    return new Depth(candidates, sorted, mask, mass);
  }

  /**
   * Draws a token of each row.
   *
   * @param body the loop's body
   * @param logits {@code [rows, candidates]}
   * @param uniform {@code [rows, 1]}, from 0 to below 1
   * @return indices {@code int64 [rows, 1]}
   */
  Value draw(OnnxGraph body, Value logits, Penalty penalty, Depth depth, Value uniform) {
    Value scaled = body.node("Mul", List.of(logits, penalty.scale()));
    Value scores = body.node("PRelu", List.of(scaled, penalty.slope()));
    Value dropped =
        body.node(
            "Where",
            List.of(
                body.node("Less", List.of(scores, threshold(body, scores, depth))),
                body.scalar(Float.NEGATIVE_INFINITY),
                scores));
    Value reached = cumulative(body, dropped, 0);
    Value all = body.constant(depth.candidates() - 1);
    Value total = body.node("Gather", List.of(reached, all), "axis", 1);
    Value target = body.node("Mul", List.of(uniform, total));
    Value before = body.node("LessOrEqual", List.of(reached, target));
    Value ones = body.node("Cast", List.of(before), "to", ElementType.FLOAT.onnx);
    Value count = body.node("ReduceSum", List.of(ones, body.constant(1)), "keepdims", 1);
    return body.node("Cast", List.of(count), "to", ElementType.INT64.onnx);
  }

  /** The lowest score that may be drawn, {@code [rows, 1]}. */
  private Value threshold(OnnxGraph body, Value scores, Depth depth) {
    Value sorted =
        body.nodes(
                "",
                "TopK",
                List.of(scores, body.constant(depth.sorted())),
                List.of(body.fresh().name(), body.fresh().name()),
                "axis",
                1)
            .get(0);
    Value likelier = cumulative(body, body.node("Add", List.of(sorted, depth.mask())), 1);
    Value kept = body.node("Less", List.of(likelier, depth.mass()));
    Value lowest =
        body.node(
            "ReduceMin",
            List.of(body.node("Where", List.of(kept, sorted, unlimited)), body.constant(1)),
            "keepdims",
            1);
    Value highest = body.node("Gather", List.of(sorted, body.constant(0)), "axis", 1);
    return body.node("Max", List.of(lowest, body.node("Add", List.of(highest, logMinP))));
  }

  private static Value cumulative(OnnxGraph body, Value scores, int exclusive) {
    Value probabilities = body.node("Softmax", List.of(scores), "axis", 1);
    return body.node("CumSum", List.of(probabilities, body.constant(1)), "exclusive", exclusive);
  }

  /** The factors after a token of this range was drawn. */
  Penalty seen(OnnxGraph body, Penalty penalty, Value index) {
    return new Penalty(
        scattered(body, penalty.scale(), index, seenScale),
        scattered(body, penalty.slope(), index, seenSlope));
  }

  private static Value scattered(OnnxGraph body, Value target, Value index, Value value) {
    return body.node("ScatterElements", List.of(target, index, value), "axis", 1);
  }
}
