package org.hmongtts;

import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.runtime.Precision;

/**
 * How a model is loaded. Immutable; made by {@link #defaults} or {@link #builder}.
 *
 * @param provider the device it runs on
 * @param fallBackToCpu whether to use the processor, with a warning, where the device fails
 * @param precision of the language model's weights, or empty for what suits the base: {@code INT8}
 *     for the embedded voice on the processor, where it loses nothing that can be measured in its
 *     speech, else {@code F32}
 * @param threads threads that share one step of the language model; 0 chooses by its size
 * @param cacheFolder where prepared weights are kept
 * @param codec the codec, or empty for the one beside the base, else the one of the family on the
 *     Hub
 * @param offline whether nothing may be downloaded
 * @param batchSize utterances that {@link HmongTts#speakAll} generates side by side
 * @param progress hears of downloads and preparations
 */
public record LoadOptions(
    ExecutionProvider provider,
    boolean fallBackToCpu,
    Optional<Precision> precision,
    int threads,
    Path cacheFolder,
    Optional<BaseModel> codec,
    boolean offline,
    int batchSize,
    ProgressListener progress) {

  public LoadOptions {
    if (threads < 0 || threads > 1024) {
      throw new IllegalArgumentException("threads must be in 0..1024, got " + threads);
    }
    if (batchSize < 1 || batchSize > 256) {
      throw new IllegalArgumentException("batchSize must be in 1..256, got " + batchSize);
    }
    boolean halfFloats =
        precision.filter(p -> p == Precision.BF16 || p == Precision.F16).isPresent();
    if (halfFloats && provider.needsFloat32()) {
      throw new IllegalArgumentException(
          "precision "
              + precision.get()
              + " needs a GPU, the provider is "
              + provider.name()
              + "; use F32, INT8 or INT4 there");
    }
  }

  /** The processor, and the precision that suits the base. */
  public static LoadOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects options. */
  public static final class Builder {
    private ExecutionProvider provider = ExecutionProvider.cpu();
    private boolean fallBackToCpu;
    private Optional<Precision> precision = Optional.empty();
    private int threads;
    private Optional<Path> cacheFolder = Optional.empty();
    private Optional<BaseModel> codec = Optional.empty();
    private boolean offline;
    private int batchSize = 8;
    private ProgressListener progress = ProgressListener.NONE;

    private Builder() {}

    public Builder provider(ExecutionProvider value) {
      provider = value;
      return this;
    }

    public Builder fallBackToCpu(boolean value) {
      fallBackToCpu = value;
      return this;
    }

    public Builder precision(Precision value) {
      precision = Optional.of(value);
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder cacheFolder(Path value) {
      cacheFolder = Optional.of(value);
      return this;
    }

    public Builder codec(BaseModel value) {
      codec = Optional.of(value);
      return this;
    }

    public Builder offline(boolean value) {
      offline = value;
      return this;
    }

    public Builder batchSize(int value) {
      batchSize = value;
      return this;
    }

    public Builder progress(ProgressListener value) {
      progress = value;
      return this;
    }

    /**
     * @throws IllegalArgumentException if a value is out of its range or two don't go together
     */
    public LoadOptions build() {
      return new LoadOptions(
          provider,
          fallBackToCpu,
          precision,
          threads,
          cacheFolder.orElseGet(CacheFolder::standard),
          codec,
          offline,
          batchSize,
          progress);
    }
  }
}
