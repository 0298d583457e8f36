package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hmongtts.checkpoint.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench make-decoder}: writes something to measure where no model is at hand. */
@Command(
    name = "make-decoder",
    description = "Writes a base with random weights, for measuring speed and memory.",
    mixinStandardHelpOptions = true)
final class MakeDecoderCommand implements Callable<Integer> {

  /** Types that a decoder can be written in. */
  enum Type {
    F32,
    BF16
  }

  @Option(
      names = "--shape",
      defaultValue = "spark-0.5b",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private DecoderShape shape;

  @Option(
      names = "--type",
      defaultValue = "F32",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Type type;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
  private Path out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    new RandomDecoder(shape, DType.valueOf(type.name())).write(out);
    spec.commandLine().getOut().println("wrote " + out);
    return 0;
  }
}
