package org.hmongtts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.hub.HubClient;
import org.hmongtts.checkpoint.hub.HubOptions;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.LanguageModel;
import org.hmongtts.runtime.Precision;
import org.hmongtts.runtime.SnacCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A base loaded: its language model, its codec, and what makes the two speak. Shared by all voices
 * made from it.
 */
final class SpeechModel implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpeechModel.class);

  /** The codec that the released Orpheus models speak through. */
  private static final BaseModel RELEASED_CODEC = BaseModel.hub("hubertsiuzdak/snac_24khz");

  private final Checkpoint checkpoint;
  private final SpeechFamily family;
  private final LanguageModel languageModel;
  private final SnacCodec codec;
  private final SpokenForm form;
  private final LoadOptions options;

  private SpeechModel(
      Checkpoint checkpoint,
      SpeechFamily family,
      LanguageModel languageModel,
      SnacCodec codec,
      SpokenForm form,
      LoadOptions options) {
    this.checkpoint = checkpoint;
    this.family = family;
    this.languageModel = languageModel;
    this.codec = codec;
    this.form = form;
    this.options = options;
  }

  static SpeechModel load(BaseModel base, LoadOptions options) throws IOException {
    long start = System.nanoTime();
    SpeechModel model;
    try {
      model = open(base, options, options.provider());
    } catch (DeviceException e) {
      if (!options.fallBackToCpu() || options.provider() == ExecutionProvider.cpu()) {
        throw e;
      }
      log.warn("{}; using the processor instead", e.getMessage());
      model = open(base, options, ExecutionProvider.cpu());
    }
    log.info(
        "loaded {} ({}) on {} in {} ms",
        base,
        model.family.name(),
        options.provider().name(),
        (System.nanoTime() - start) / 1_000_000);
    return model;
  }

  private static SpeechModel open(BaseModel base, LoadOptions options, ExecutionProvider provider)
      throws IOException {
    Path folder = folder(base, options);
    ConfigFile config = ConfigFile.read(folder.resolve("config.json"));
    SpeechFamily.requireSpeaking(folder, config);
    Path codecFolder = codecFolder(folder, options);
    SnacConfig codecConfig = SnacConfig.read(ConfigFile.read(codecFolder.resolve("config.json")));
    SpeechFamily family = SpeechFamily.recognise(folder, config, codecConfig);
    SpokenForm form = SpokenForm.of(config);
    Checkpoint checkpoint = Checkpoint.open(folder);
    LanguageModel.Settings settings =
        new LanguageModel.Settings(
            provider,
            precision(base, options, provider),
            options.threads(),
            options.cacheFolder(),
            options.progress());
    SnacCodec codec = SnacCodec.open(codecFolder, options.cacheFolder(), provider, 1);
    try {
      // Beside the language model, whose weights take as long to get to a GPU.
      CompletableFuture<Void> warm =
          CompletableFuture.runAsync(
              codec::warmUp, task -> new Thread(task, "hmong-tts codec warm-up").start());
      LanguageModel languageModel =
          LanguageModel.load(checkpoint, LlamaConfig.read(config), family.grammar(), settings);
      try {
        warm.join();
      } catch (CompletionException e) {
        languageModel.close();
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      }
      return new SpeechModel(checkpoint, family, languageModel, codec, form, options);
    } catch (IOException | RuntimeException e) {
      codec.close(); // and so ends warming up
      throw e;
    }
  }

  private static Precision precision(
      BaseModel base, LoadOptions options, ExecutionProvider provider) {
    boolean small = base instanceof BaseModel.Embedded && provider.needsFloat32();
    return options.precision().orElse(small ? Precision.INT8 : Precision.F32);
  }

  /** The folder of a base, downloaded or unpacked where it has to be. */
  static Path folder(BaseModel base, LoadOptions options) throws IOException {
    if (base instanceof BaseModel.Folder local) {
      if (!Files.isDirectory(local.path())) {
        throw new ModelFormatException(
            local.path() + " is not a folder; expected a checkpoint folder with config.json");
      }
      return local.path();
    }
    if (base instanceof BaseModel.Hub hub) {
      return hub(options).model(hub.name());
    }
    return EmbeddedVoice.unpack(options.cacheFolder());
  }

  static Path codecFolder(Path baseFolder, LoadOptions options) throws IOException {
    if (options.codec().isPresent()) {
      return folder(options.codec().get(), options);
    }
    Path beside = baseFolder.resolve("codec");
    return Files.isDirectory(beside) ? beside : folder(RELEASED_CODEC, options);
  }

  private static HubClient hub(LoadOptions options) throws IOException {
    HubOptions hub =
        HubOptions.standard()
            .withProgress((file, done, total) -> options.progress().progress(done, total));
    return new HubClient(options.offline() ? hub.withOffline(true) : hub);
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  SpeechFamily family() {
    return family;
  }

  LanguageModel languageModel() {
    return languageModel;
  }

  SnacCodec codec() {
    return codec;
  }

  /** What the base was trained on. */
  SpokenForm form() {
    return form;
  }

  LoadOptions options() {
    return options;
  }

  @Override
  public void close() {
    try {
      languageModel.close();
    } finally {
      codec.close();
    }
  }
}
