package org.hmongtts.examples.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hmongtts.train.eval.Medians;
import picocli.CommandLine.Option;

/** How often something is measured. */
final class PassOptions {

  /** After which no further pass begins. */
  private static final double PATIENCE_SECONDS = 30;

  @Option(
      names = "--passes",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "Measured after a first one, fewer if half a minute is over; default ${DEFAULT-VALUE}.")
  private int passes;

  void check() {
    BenchOptions.require(passes, 1, "--passes");
  }

  /** The results of all passes, one at least. */
  <T> List<T> run(BenchOptions.OnDevice<T> pass) throws IOException {
    long start = System.nanoTime();
    List<T> results = new ArrayList<>();
    while (results.isEmpty()
        || results.size() < passes && (System.nanoTime() - start) / 1e9 < PATIENCE_SECONDS) {
      results.add(pass.get());
    }
    return results;
  }

  static <T> double median(List<T> results, ToDoubleFunction<T> figure) {
    return Medians.of(results.stream().mapToDouble(figure).toArray());
  }
}
