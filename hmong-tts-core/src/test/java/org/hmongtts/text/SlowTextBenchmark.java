package org.hmongtts.text;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Time for a million characters of the texts that take longest, of some two hundred kinds and
 * 22,000 combinations of them. Started as {@link HmongTextBenchmark} is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class SlowTextBenchmark {

  private static final int LENGTH = 1_000_000;

  @Param({"Nyob zoo. ", "①ﬃ", "ǆ①", "ǆ1–", "1½", "1+1=", "-1", "1.", "a.b", "ﷺa", "𖬖𖬲𖬝𖬵 "})
  private String piece;

  private String text;

  @Setup
  public void repeat() {
    text = piece.repeat(LENGTH / piece.length() + 1).substring(0, LENGTH);
  }

  @Benchmark
  public List<Phonemes> aMillionCharacters() {
    return HmongText.of(text).normalize().phonemes();
  }

  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(SlowTextBenchmark.class.getSimpleName()).build()).run();
  }
}
