package org.hmongtts.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Generates utterances frame by frame, several side by side: what begins, ends and is tried again,
 * whatever engine draws the tokens. One thread; {@link #cancel} may come from any.
 *
 * @param <U> what the engine keeps of an utterance
 */
abstract class Generator<U extends Utterance> implements AutoCloseable {

  final FrameGrammar grammar;
  final int maxRows;
  final List<U> rows = new ArrayList<>(); // those being generated
  private final List<GenerationJob> jobs;
  private final GenerationListener listener;
  private final Deque<Attempt> waiting = new ArrayDeque<>();
  private long tokens;

  /** A job to begin, for the first time or again. */
  private record Attempt(int job, int number) {}

  Generator(
      FrameGrammar grammar, List<GenerationJob> jobs, int maxRows, GenerationListener listener) {
    this.grammar = grammar;
    this.jobs = List.copyOf(jobs);
    this.listener = listener;
    this.maxRows = Math.max(1, Math.min(maxRows, jobs.size()));
    for (int i = 0; i < jobs.size(); i++) {
      waiting.add(new Attempt(i, 0));
    }
  }

  /**
   * Generates all jobs.
   *
   * @throws OnnxSession.TerminatedException if cancelled
   */
  void run() {
    while (!rows.isEmpty() || !waiting.isEmpty()) {
      while (rows.size() < maxRows && !waiting.isEmpty()) {
        Attempt attempt = waiting.remove();
        rows.add(begin(jobs.get(attempt.job), attempt.job, attempt.number));
      }
      advance();
    }
  }

  /** Begins an utterance in the row behind {@link #rows}. */
  abstract U begin(GenerationJob job, int number, int attempt);

  /** Generates at least one frame of every row, or ends it. */
  abstract void advance();

  /** A row's utterance takes the place of another, which has ended. */
  abstract void move(int from, int to);

  /** Whether a row has reached the hard limit, if it may hold so many positions. */
  boolean isFull(U row, int positions, int maxPositions) {
    return row.frames() >= job(row).maxFrames() || positions + grammar.slots() > maxPositions;
  }

  GenerationJob job(U row) {
    return jobs.get(row.job);
  }

  /** Whether jobs wait for a row. */
  boolean jobsWait() {
    return !waiting.isEmpty();
  }

  /** Tells of a row's frame and ends it if it loops. */
  void hear(int i, int[] frame) {
    U row = rows.get(i);
    tokens += frame.length;
    listener.frame(row.job, frame);
    if (row.loops(frame)) {
      end(i, GenerationListener.End.LOOP);
    }
  }

  /** Takes a row away; the last row moves into its place. */
  void end(int i, GenerationListener.End end) {
    U row = rows.get(i);
    int last = rows.size() - 1;
    move(last, i);
    rows.set(i, rows.get(last));
    rows.remove(last);
    boolean lost = end != GenerationListener.End.STOPPED;
    // Without chance another attempt would only do the same again.
    if (lost && row.attempt < job(row).retries() && job(row).sampling().temperature() > 0) {
      listener.restarted(row.job);
      waiting.addFirst(new Attempt(row.job, row.attempt + 1));
    } else {
      listener.ended(row.job, end, row.attempt + 1);
    }
  }

  /** Ends {@link #run} within one step. */
  abstract void cancel();

  /** Time spent reading prompts, where that is a run of its own. */
  abstract long prefillNanos();

  /** Time spent in steps. */
  abstract long stepNanos();

  /** Tokens generated, of all rows together. */
  long tokens() {
    return tokens;
  }

  @Override
  public abstract void close();
}
