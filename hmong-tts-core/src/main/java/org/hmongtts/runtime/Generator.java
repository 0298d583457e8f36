package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Generates utterances frame by frame, several side by side: a row that ends is given to the next
 * job at the next frame, so that all rows are always at the same slot. One thread; {@link #cancel}
 * may come from any.
 */
final class Generator implements AutoCloseable {

  private final FrameGrammar grammar;
  private final List<GenerationJob> jobs;
  private final GenerationListener listener;
  private final DecoderSession session;
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private final List<Row> rows = new ArrayList<>();
  private final int maxRows;
  private final float[][] scores; // [with stop, without] reused for every draw
  private long prefillNanos;
  private long stepNanos;
  private long steps;

  /** A job to begin, for the first time or again. */
  private record Attempt(int job, int number) {}

  /** A job being generated in one row of the session. */
  private static final class Row {
    final Attempt attempt;
    final Sampler sampler;
    final BitSet seen = new BitSet();
    final LoopDetector loops = new LoopDetector();
    int[] frame;
    int frames;

    Row(Attempt attempt, Sampler sampler) {
      this.attempt = attempt;
      this.sampler = sampler;
    }
  }

  Generator(
      Decoder decoder,
      Map<String, OnnxTensor> adapter,
      FrameGrammar grammar,
      List<GenerationJob> jobs,
      int maxRows,
      GenerationListener listener) {
    this.grammar = grammar;
    this.jobs = List.copyOf(jobs);
    this.listener = listener;
    this.maxRows = Math.max(1, Math.min(maxRows, jobs.size()));
    int capacity = 1;
    for (int i = 0; i < jobs.size(); i++) {
      waiting.add(new Attempt(i, 0));
      GenerationJob job = jobs.get(i);
      long needed = job.prompt().length + (long) job.maxFrames() * grammar.slots();
      capacity = (int) Math.max(capacity, Math.min(needed, decoder.maxPositions()));
    }
    this.scores = new float[][] {new float[grammar.codes() + 1], new float[grammar.codes()]};
    this.session = decoder.open(this.maxRows, capacity, adapter);
  }

  /**
   * Generates all jobs.
   *
   * @throws OnnxSession.TerminatedException if cancelled
   */
  void run() {
    while (!rows.isEmpty() || !waiting.isEmpty()) {
      while (rows.size() < maxRows && !waiting.isEmpty()) {
        begin(waiting.remove());
      }
      frame();
    }
  }

  /** Ends {@link #run} within one step. */
  void cancel() {
    session.cancel();
  }

  long prefillNanos() {
    return prefillNanos;
  }

  long stepNanos() {
    return stepNanos;
  }

  /** Steps run, of all rows together. */
  long steps() {
    return steps;
  }

  @Override
  public void close() {
    session.close();
  }

  private void begin(Attempt attempt) {
    GenerationJob job = jobs.get(attempt.job);
    Row row = new Row(attempt, new Sampler(job.sampling(), job.seedOf(attempt.number)));
    for (int token : job.prompt()) {
      row.seen.set(token);
    }
    long start = System.nanoTime();
    session.prefill(rows.size(), job.prompt());
    prefillNanos += System.nanoTime() - start;
    rows.add(row);
  }

  /** One frame of every row, or the end of some. */
  private void frame() {
    long start = System.nanoTime();
    int[] tokens = draw(0);
    for (int i = rows.size() - 1; i >= 0; i--) {
      if (tokens[i] == grammar.stopToken()) {
        end(i, GenerationListener.End.STOPPED);
        tokens[i] = tokens[rows.size()]; // the last row has taken this one's place
      } else if (isFull(i)) {
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
        Row row = rows.get(i);
        row.frame = slot == 0 ? new int[grammar.slots()] : row.frame;
        row.frame[slot] = tokens[i] - grammar.firstTokens().get(slot);
        row.seen.set(tokens[i]);
        stepped[i] = tokens[i];
      }
      session.step(stepped);
      steps += stepped.length;
    }
    stepNanos += System.nanoTime() - start;
    for (int i = rows.size() - 1; i >= 0; i--) {
      Row row = rows.get(i);
      row.frames++;
      listener.frame(row.attempt.job, row.frame);
      if (row.loops.loops(row.frame)) {
        end(i, GenerationListener.End.LOOP);
      }
    }
  }

  private boolean isFull(int i) {
    Row row = rows.get(i);
    return row.frames >= jobs.get(row.attempt.job).maxFrames()
        || session.length(i) + grammar.slots() > session.capacity();
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
      Row row = rows.get(i);
      tokens[i] =
          row.sampler.draw(candidates, grammar.codes(), first, grammar.stopToken(), row.seen);
    }
    return tokens;
  }

  /** Takes a row away; the last row moves into its place. */
  private void end(int i, GenerationListener.End end) {
    Row row = rows.get(i);
    int last = rows.size() - 1;
    session.move(last, i);
    rows.set(i, rows.get(last));
    rows.remove(last);
    GenerationJob job = jobs.get(row.attempt.job);
    boolean lost = end != GenerationListener.End.STOPPED;
    // Without chance another attempt would only do the same again.
    if (lost && row.attempt.number < job.retries() && job.sampling().temperature() > 0) {
      listener.restarted(row.attempt.job);
      waiting.addFirst(new Attempt(row.attempt.job, row.attempt.number + 1));
    } else {
      listener.ended(row.attempt.job, end, row.attempt.number + 1);
    }
  }
}
