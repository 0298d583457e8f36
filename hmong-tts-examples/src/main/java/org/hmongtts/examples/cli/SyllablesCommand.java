package org.hmongtts.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hmongtts.text.TextForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code syllables}: writes the syllables of a text with their parts. */
@Command(
    name = "syllables",
    description = "Writes the syllables of a text: onset, rime and tone.",
    mixinStandardHelpOptions = true)
final class SyllablesCommand implements Callable<Integer> {

  @Mixin private TextCommandOptions source;

  @Mixin private TextOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    output.write(source, spec.commandLine().getOut(), TextOutput.Format.TEXT, TextForm.PARTS);
    return 0;
  }
}
