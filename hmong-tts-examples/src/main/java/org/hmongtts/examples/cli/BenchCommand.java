package org.hmongtts.examples.cli;

import picocli.CommandLine.Command;

/** {@code bench}: measures, and prints JSON. */
@Command(
    name = "bench",
    description = "Measures loading, speaking and memory; prints JSON.",
    mixinStandardHelpOptions = true,
    subcommands = MakeDecoderCommand.class)
final class BenchCommand implements Runnable {
  @Override
  public void run() {}
}
