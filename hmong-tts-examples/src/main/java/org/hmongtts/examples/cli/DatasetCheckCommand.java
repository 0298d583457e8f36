package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hmongtts.text.Dialect;
import org.hmongtts.train.dataset.Dataset;
import org.hmongtts.train.dataset.DatasetOptions;
import org.hmongtts.train.dataset.DatasetReport;
import org.hmongtts.train.dataset.RowProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dataset check}: tells whether recordings can be trained on, and how good they are. */
@Command(
    name = "check",
    description =
        "Checks every row of a data set and measures its recordings. The exit code is 1 if a row"
            + " is bad.",
    mixinStandardHelpOptions = true)
final class DatasetCheckCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DATA",
      description = "A folder with metadata.csv or metadata.json, or that file.")
  private Path data;

  @Option(
      names = "--convert",
      description = "Take other WAV files than 16-bit mono at 16 or 22.05 kHz too.")
  private boolean convert;

  @Option(
      names = "--dialect",
      defaultValue = "WHITE",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Dialect dialect;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report with charts and every recording's figures as a web page.")
  private Optional<Path> html;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Dataset dataset;
    DatasetReport report;
    try (Progress progress = Progress.onTerminal()) {
      dataset =
          Dataset.open(
              data,
              DatasetOptions.builder()
                  .convert(convert)
                  .dialect(dialect)
                  .skipBadRows(true)
                  .progress(progress::checked)
                  .build());
      progress.close();
      report = DatasetReport.of(dataset);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.toText());
    if (html.isPresent()) {
      report.writeHtml(html.get());
      out.println("wrote " + html.get());
    }
    dataset.problems().forEach(out::println);
    long bad = dataset.problems().stream().filter(RowProblem::isError).count();
    if (bad > 0) {
      spec.commandLine()
          .getErr()
          .println("hmong-tts: " + bad + (bad == 1 ? " problem" : " problems") + " to correct");
    }
    return bad == 0 ? 0 : 1;
  }
}
