package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * Generates by one run of the network for each token: all rows step together and are always at the
 * same slot, as a row that ends is given to the next job at the next frame.
 */
final class SteppingGenerator extends Generator<SteppingGenerator.Stepped> {

  private final DecoderSession session;
  private final float[][] scores; // [with stop, without] reused for every draw
  private long prefillNanos;
  private long stepNanos;

  /** An utterance and the frame that it is in. */
  static final class Stepped extends Utterance {
    private final Sampler sampler;
    private int[] frame;

    Stepped(GenerationJob job, int number, int attempt) {
      super(number, attempt, job.prompt());
      this.sampler = new Sampler(job.sampling(), job.seedOf(attempt));
    }
  }

  SteppingGenerator(
      Decoder decoder,
      Map<String, OnnxTensor> adapter,
      FrameGrammar grammar,
      List<GenerationJob> jobs,
      int maxRows,
      GenerationListener listener) {
    super(grammar, jobs, maxRows, listener);
    int capacity = 1;
    for (GenerationJob job : jobs) {
      long needed = job.prompt().length + (long) job.maxFrames() * grammar.slots();
      capacity = (int) Math.max(capacity, Math.min(needed, decoder.maxPositions()));
    }
    this.scores = new float[][] {new float[grammar.codes() + 1], new float[grammar.codes()]};
    this.session = decoder.open(this.maxRows, capacity, adapter);
  }

  @Override
  Stepped begin(GenerationJob job, int number, int attempt) {
    long start = System.nanoTime();
    session.prefill(rows.size(), job.prompt());
    prefillNanos += System.nanoTime() - start;
    return new Stepped(job, number, attempt);
  }

  @Override
  void move(int from, int to) {
    session.move(from, to);
  }

  /** One frame of every row, or the end of some. */
  @Override
  void advance() {
    long start = System.nanoTime();
    int[] tokens = draw(0);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (tokens[i] == grammar.stopToken()) {
        end(i, GenerationListener.End.STOPPED);
        tokens[i] = tokens[rows.size()]; // the last row has taken this one's place
      } else if (isFull(rows.get(i), session.length(i), session.capacity())) {
        end(i, GenerationListener.End.LIMIT);
        tokens[i] = tokens[rows.size()];
      }
    }
    for (int slot = 0; slot < grammar.slots() && !rows.isEmpty(); slot++) {
      if (slot > 0) {
        tokens = draw(slot);
      }
      int[] stepped = new int[rows.size()];
      for (int i = 0; i < stepped.length; i++) {
        Stepped row = rows.get(i);
        row.frame = slot == 0 ? new int[grammar.slots()] : row.frame;
        row.frame[slot] = tokens[i] - grammar.firstTokens().get(slot);
        row.seen.set(tokens[i]);
        stepped[i] = tokens[i];
      }
      session.step(stepped);
    }
    stepNanos += System.nanoTime() - start;
    for (int i = rows.size() - 1; i >= 0; i--) {
      hear(i, rows.get(i).frame);
    }
  }

  private int[] draw(int slot) {
    int count = rows.size();
    int[] tokens = new int[count + 1]; // room for the swap when a row ends
    FloatBuffer logits = session.logits(slot, count);
    FloatBuffer stops = slot == 0 ? session.logits(grammar.stopPart(), count) : null;
    int first = grammar.firstTokens().get(slot);
    for (int i = 0; i < count; i++) {
      float[] candidates = scores[stops == null ? 1 : 0];
      logits.position(i * grammar.codes());
      logits.get(candidates, 0, grammar.codes());
      if (stops != null) {
        candidates[grammar.codes()] = stops.get(i);
      }
      Stepped row = rows.get(i);
      tokens[i] =
          row.sampler.draw(candidates, grammar.codes(), first, grammar.stopToken(), row.seen);
    }
    return tokens;
  }

  @Override
  void cancel() {
    session.cancel();
  }

  @Override
  long prefillNanos() {
    return prefillNanos;
  }

  @Override
  long stepNanos() {
    return stepNanos;
  }

  @Override
  public void close() {
    session.close();
  }
}
