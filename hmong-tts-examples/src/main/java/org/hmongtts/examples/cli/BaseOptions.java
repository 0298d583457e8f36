package org.hmongtts.examples.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import picocli.CommandLine.Option;

/** Which base, and how its files are found. */
final class BaseOptions {

  @Option(
      names = "--base",
      defaultValue = "embedded",
      paramLabel = "BASE",
      description = "embedded, a folder, or owner/name on the Hub; default ${DEFAULT-VALUE}.")
  private BaseModel base;

  @Option(
      names = "--codec",
      paramLabel = "BASE",
      description = "The codec, where it is not beside the base.")
  private Optional<BaseModel> codec;

  @Option(names = "--cache", paramLabel = "DIR", description = "Folder of prepared weights.")
  private Optional<Path> cache;

  @Option(names = "--offline", description = "Download nothing.")
  private boolean offline;

  BaseModel model() {
    return base;
  }

  /** The options as the library takes them, reporting to the given progress. */
  LoadOptions.Builder loading(Progress progress) {
    LoadOptions.Builder options = LoadOptions.builder().offline(offline).progress(progress::bytes);
    cache.ifPresent(options::cacheFolder);
    codec.ifPresent(options::codec);
    return options;
  }
}
