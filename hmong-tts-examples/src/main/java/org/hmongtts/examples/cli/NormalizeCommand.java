package org.hmongtts.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hmongtts.text.TextForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code normalize}: writes text as it will be spoken. */
@Command(
    name = "normalize",
    description = "Writes text as it is spoken: numbers and foreign words in syllables.",
    mixinStandardHelpOptions = true)
final class NormalizeCommand implements Callable<Integer> {

  @Mixin private TextCommandOptions source;

  @Mixin private TextOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    output.write(source, spec.commandLine().getOut(), TextOutput.Format.TEXT, TextForm.RPA);
    return 0;
  }
}
