package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quantize}: prepares the weights for a precision now rather than at the first load. */
@Command(
    name = "quantize",
    description =
        "Makes the weights of a precision and keeps them in the cache folder, where a load with the"
            + " same --precision finds them.",
    mixinStandardHelpOptions = true)
final class QuantizeCommand implements Callable<Integer> {

  @Mixin private ModelOptions model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Progress progress = Progress.onTerminal()) {
      LoadOptions options = model.loadOptions(progress);
      Path cache = options.cacheFolder();
      try (HmongTts loaded = HmongTts.load(model.base(), options)) {
        progress.close();
        spec.commandLine()
            .getOut()
            .printf(
                Locale.ROOT,
                "%s as %s: %.1f MB of weights a token, prepared in %s%n",
                model.base(),
                loaded.info().precision(),
                loaded.info().bytesPerToken() / 1e6,
                cache);
      }
    }
    return 0;
  }
}
