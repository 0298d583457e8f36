package org.hmongtts.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hmongtts.text.TextForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code phonemize}: writes a text in the International Phonetic Alphabet. */
@Command(
    name = "phonemize",
    description = "Writes a text in the International Phonetic Alphabet.",
    mixinStandardHelpOptions = true)
final class PhonemizeCommand implements Callable<Integer> {

  @Mixin private TextCommandOptions source;

  @Mixin private TextOutput output;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    output.write(source, spec.commandLine().getOut(), TextOutput.Format.IPA, TextForm.RPA);
    return 0;
  }
}
