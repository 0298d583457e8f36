package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.Precision;
import picocli.CommandLine.Option;

/** What to load and where to run it: the options that several commands share. */
final class ModelOptions {

  @Option(
      names = "--base",
      defaultValue = "embedded",
      paramLabel = "BASE",
      description = "embedded, a folder, or owner/name on the Hub; default ${DEFAULT-VALUE}.")
  private BaseModel base;

  @Option(
      names = {"--lora", "--adapter"},
      paramLabel = "DIR",
      description = "An adapter (PEFT folder).")
  private Optional<Path> lora;

  @Option(
      names = "--codec",
      paramLabel = "BASE",
      description = "The codec, where it is not beside the base.")
  private Optional<BaseModel> codec;

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

  @Option(names = "--cache", paramLabel = "DIR", description = "Folder of prepared weights.")
  private Optional<Path> cache;

  @Option(names = "--offline", description = "Download nothing.")
  private boolean offline;

  BaseModel base() {
    return base;
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
        LoadOptions.builder()
            .provider(provider)
            .fallBackToCpu(fallBack)
            .threads(threads)
            .offline(offline)
            .progress(progress::bytes);
    other.ifPresent(options::precision);
    cache.ifPresent(options::cacheFolder);
    codec.ifPresent(options::codec);
    return options.build();
  }

  /** Loads the base and, where there is one, the adapter. */
  LoadedVoice load(Progress progress) throws IOException {
    HmongTts loaded = HmongTts.load(base, loadOptions(progress));
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
