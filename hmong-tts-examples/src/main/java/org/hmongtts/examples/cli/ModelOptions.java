package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to load and where to run it: the options that several commands share. */
final class ModelOptions {

  @Mixin private BaseOptions base;

  @Option(
      names = {"--lora", "--adapter"},
      paramLabel = "DIR",
      description = "An adapter (PEFT folder).")
  private Optional<Path> lora;

  @Option(
      names = "--provider",
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "cpu, cuda or cuda:1; default ${DEFAULT-VALUE}.")
  private ExecutionProvider provider;

  @Option(
      names = "--fall-back",
      description = "Use the processor, with a warning, where the provider fails.")
  private boolean fallBack;

  @Option(
      names = "--precision",
      description =
          "${COMPLETION-CANDIDATES}; default INT8 for the embedded voice on the processor, else F32.")
  private Optional<Precision> precision;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "Threads that share one step; 0, the default, chooses by size.")
  private int threads;

  BaseModel base() {
    return base.model();
  }

  Optional<Path> lora() {
    return lora;
  }

  ExecutionProvider provider() {
    return provider;
  }

  /** The options as the library takes them, reporting to the given progress. */
  LoadOptions loadOptions(Progress progress) {
    return loadOptions(progress, precision);
  }

  /** The same with another precision. */
  LoadOptions loadOptions(Progress progress, Optional<Precision> other) {
    LoadOptions.Builder options =
        base.loading(progress).provider(provider).fallBackToCpu(fallBack).threads(threads);
    other.ifPresent(options::precision);
    return options.build();
  }

  /** Loads the base and, where there is one, the adapter. */
  LoadedVoice load(Progress progress) throws IOException {
    HmongTts loaded = HmongTts.load(base.model(), loadOptions(progress));
    if (lora.isEmpty()) {
      return new LoadedVoice(loaded, loaded);
    }
    try {
      return new LoadedVoice(loaded, loaded.withLora(lora.get()));
    } catch (IOException | RuntimeException e) {
      loaded.close();
      throw e;
    }
  }
}
