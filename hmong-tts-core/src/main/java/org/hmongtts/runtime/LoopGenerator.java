package org.hmongtts.runtime;

import ai.onnxruntime.OnnxTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Generates chunks of frames, each in one run of a {@link LoopDecoder}: the first is short, so that
 * speech begins soon, and later ones longer, so that reading the beginning again costs little.
 */
final class LoopGenerator extends Generator<LoopGenerator.Looped> {

  private static final int FIRST_CHUNK_TOKENS = 28;
  private static final int LONGEST_CHUNK_TOKENS = 448;

  /** While jobs wait for a row, a chunk ends when this part of its rows has ended. */
  private static final int ENDED_PART = 4;

  private final LoopDecoder decoder;
  private final Map<String, OnnxTensor> adapter;
  private final int turnFrames;
  private final OnnxRun run = new OnnxRun();
  private int chunkTokens = FIRST_CHUNK_TOKENS;
  private long stepNanos;

  /** An utterance, all of whose tokens are read again for each chunk. */
  static final class Looped extends Utterance {
    private final Sampling sampling;
    private final SplittableRandom random;
    private float[] uniforms = {}; // those not used yet
    private int[] ids;
    private int column; // of the chunk's results

    Looped(GenerationJob job, int number, int attempt) {
      super(number, attempt, job.prompt());
      this.sampling = job.sampling();
      this.random = new SplittableRandom(job.seedOf(attempt));
      this.ids = job.prompt().clone();
    }

    LoopDecoder.LoopRow row(int tokens) {
      int left = uniforms.length;
      if (left < tokens) {
        uniforms = Arrays.copyOf(uniforms, tokens);
        for (int i = left; i < tokens; i++) {
          uniforms[i] = uniform();
        }
      }
      return new LoopDecoder.LoopRow(ids, sampling, seen, uniforms);
    }

    private float uniform() {
      // Rounded down: the largest doubles would become 1.
      return sampling.temperature() == 0
          ? 0
          : Math.min((float) random.nextDouble(), Math.nextDown(1f));
    }

    void add(int[] tokens) {
      int length = ids.length;
      ids = Arrays.copyOf(ids, length + tokens.length);
      System.arraycopy(tokens, 0, ids, length, tokens.length);
      for (int token : tokens) {
        seen.set(token);
      }
      uniforms = Arrays.copyOfRange(uniforms, tokens.length, uniforms.length);
    }
  }

  LoopGenerator(
      LoopDecoder decoder,
      Map<String, OnnxTensor> adapter,
      FrameGrammar grammar,
      List<GenerationJob> jobs,
      int maxRows,
      GenerationListener listener) {
    super(grammar, jobs, maxRows, listener);
    this.decoder = decoder;
    this.adapter = adapter;
    this.turnFrames = LoopGraph.framesOfTurn(grammar);
  }

  @Override
  Looped begin(GenerationJob job, int number, int attempt) {
    decoder.config().requirePrompt(job.prompt(), decoder.maxPositions());
    return new Looped(job, number, attempt);
  }

  @Override
  void move(int from, int to) {
    // Nothing of a row is kept between chunks but its tokens.
  }

  /** A chunk of every row. */
  @Override
  void advance() {
    long start = System.nanoTime();
    int turns = turns();
    int turnTokens = LoopGraph.tokensOfTurn(grammar);
    List<LoopDecoder.LoopRow> inputs = new ArrayList<>();
    for (Looped row : rows) {
      row.column = inputs.size();
      inputs.add(row.row(turns * turnTokens));
    }
    int leastRows = jobsWait() ? rows.size() - (rows.size() - 1) / ENDED_PART : 1;
    long[] drawn = decoder.run(inputs, turns, leastRows, adapter, run);
    int columns = inputs.size();
    int frames = drawn.length / (columns * grammar.slots());
    stepNanos += System.nanoTime() - start;
    for (int frame = 0; frame < frames && !rows.isEmpty(); frame++) {
      int turn = frame / turnFrames;
      int at = frame % turnFrames * grammar.slots();
      hearFrame(drawn, turn * columns * turnTokens + at, turnTokens);
    }
    chunkTokens = Math.min(2 * chunkTokens, LONGEST_CHUNK_TOKENS);
  }

  /** Turns of the next chunk: no more than a row can need, or has positions for. */
  private int turns() {
    int frames = 1;
    int longest = 0;
    for (Looped row : rows) {
      frames = Math.max(frames, job(row).maxFrames() - row.frames() + 1); // the last may be a stop
      longest = Math.max(longest, row.ids.length);
    }
    int turnTokens = LoopGraph.tokensOfTurn(grammar);
    int needed = (frames + turnFrames - 1) / turnFrames;
    int room = 1 + (decoder.maxPositions() - longest) / turnTokens;
    return Math.max(1, Math.min(Math.min(needed, room), chunkTokens / turnTokens));
  }

  /**
   * @param offset of the frame's first token in column 0
   * @param stride from column to column
   */
  private void hearFrame(long[] drawn, int offset, int stride) {
    for (int i = rows.size() - 1; i >= 0; i--) {
      Looped row = rows.get(i);
      if (drawn[offset + row.column * stride] == grammar.codes()) {
        end(i, GenerationListener.End.STOPPED);
      } else if (isFull(row, row.ids.length, decoder.maxPositions())) {
        end(i, GenerationListener.End.LIMIT);
      }
    }
    for (int i = rows.size() - 1; i >= 0; i--) {
      Looped row = rows.get(i);
      int[] frame = new int[grammar.slots()];
      int[] tokens = new int[frame.length];
      for (int slot = 0; slot < frame.length; slot++) {
        frame[slot] = Math.toIntExact(drawn[offset + row.column * stride + slot]);
        tokens[slot] = grammar.firstTokens().get(slot) + frame[slot];
      }
      row.add(tokens);
      hear(i, frame);
    }
  }

  @Override
  void cancel() {
    run.end();
  }

  @Override
  long prefillNanos() {
    return 0;
  }

  @Override
  long stepNanos() {
    return stepNanos;
  }

  @Override
  public void close() {
    run.close();
  }
}
