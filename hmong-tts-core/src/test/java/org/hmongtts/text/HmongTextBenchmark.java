package org.hmongtts.text;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Speed of normalising. One operation reads 1,000 characters of running text, so thousands of
 * operations a second are millions of characters a second.
 *
 * <p>To run it, after {@code mvn test-compile}, with the test class path that {@code mvn
 * dependency:build-classpath} prints: {@code java -cp target/test-classes:target/classes:$CLASSPATH
 * org.hmongtts.text.HmongTextBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SingleShotTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class HmongTextBenchmark {

  private static final String PARAGRAPH =
      "Kuv hu ua Maiv Yaj. Kuv nyob hauv tebchaws Meskas, xeev Minnesota. Txhua hnub kuv mus kawm"
          + " ntawv, thiab tom qab ntawd kuv mus ua hauj lwm txog 8:30 PM. Peb tsev neeg muaj 5 leeg."
          + " Xyoo 2015 kuv tau mus ncig teb Thailand. Koj puas nyiam noj mov? ";

  private final String thousand = PARAGRAPH.repeat(5).substring(0, 1_000);

  @Benchmark
  public NormalizedText aThousandCharacters() {
    return HmongText.of(thousand).normalize();
  }

  public static void main(String[] args) throws RunnerException {
    new Runner(new OptionsBuilder().include(HmongTextBenchmark.class.getSimpleName()).build())
        .run();
  }
}
