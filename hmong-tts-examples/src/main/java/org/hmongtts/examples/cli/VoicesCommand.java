package org.hmongtts.examples.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code voices}: names the voices of a base, the default first. */
@Command(
    name = "voices",
    description = "Lists the voices of a base, one a line; the first is the default.",
    mixinStandardHelpOptions = true)
final class VoicesCommand implements Callable<Integer> {

  @Mixin private ModelOptions model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Progress progress = Progress.onTerminal();
        LoadedVoice loaded = model.load(progress)) {
      loaded.tts().voices().forEach(spec.commandLine().getOut()::println);
    }
    return 0;
  }
}
