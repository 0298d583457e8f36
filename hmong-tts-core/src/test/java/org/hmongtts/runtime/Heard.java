package org.hmongtts.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that a generation tells, job by job. */
final class Heard implements GenerationListener {

  final Map<Integer, List<String>> events = new TreeMap<>();
  final Map<Integer, List<int[]>> frames = new TreeMap<>();

  /** Generates jobs on a model. */
  static Heard of(LanguageModel model, List<GenerationJob> jobs, int rows) {
    return of(model, jobs, rows, Optional.empty());
  }

  static Heard of(
      LanguageModel model, List<GenerationJob> jobs, int rows, Optional<LoadedAdapter> adapter) {
    Heard heard = new Heard();
    try (Generation generation = model.generate(jobs, rows, adapter, heard)) {
      generation.run();
    }
    return heard;
  }

  /** A job's token ids, the stop token at the end if it stopped by itself. */
  int[] tokens(int job, FrameGrammar grammar) {
    List<Integer> tokens = new ArrayList<>();
    for (int[] frame : frames.getOrDefault(job, List.of())) {
      for (int slot = 0; slot < frame.length; slot++) {
        tokens.add(grammar.firstTokens().get(slot) + frame[slot]);
      }
    }
    if (events.get(job).contains("ended " + End.STOPPED + " after 1")) {
      tokens.add(grammar.stopToken());
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The last event of each job. */
  List<String> ends() {
    return events.values().stream().map(job -> job.get(job.size() - 1)).toList();
  }

  @Override
  public void frame(int job, int[] codes) {
    note(job, Arrays.toString(codes));
    frames.computeIfAbsent(job, unused -> new ArrayList<>()).add(codes);
  }

  @Override
  public void restarted(int job) {
    note(job, "restarted");
    frames.remove(job);
  }

  @Override
  public void ended(int job, End end, int attempts) {
    note(job, "ended " + end + " after " + attempts);
  }

  private void note(int job, String event) {
    events.computeIfAbsent(job, unused -> new ArrayList<>()).add(event);
  }
}
