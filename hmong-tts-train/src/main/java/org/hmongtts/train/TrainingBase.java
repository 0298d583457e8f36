package org.hmongtts.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.Llama;
import org.hmongtts.network.LlamaConfig;
import org.hmongtts.network.ShapeOps;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.train.torch.BasePrecision;

/**
 * The base that an adapter is trained on: checked as whole as one that is to speak.
 *
 * @param codecFolder of the codec that it speaks through
 */
record TrainingBase(
    BaseModel model,
    Path folder,
    Path codecFolder,
    LlamaConfig config,
    SpeechFamily family,
    Checkpoint checkpoint) {

  private static final String PREFIX = "model.";
  private static final String HEAD = "lm_head.weight";

  /**
   * @throws ModelFormatException if it is damaged, of no known family, or its codec is another's
   */
  static TrainingBase open(BaseModel model, LoadOptions options) throws IOException {
    Path folder = model.folder(options);
    ConfigFile file = ConfigFile.read(folder.resolve("config.json"));
    SpeechFamily.requireSpeaking(folder, file);
    Path codecFolder = model.codecFolder(options);
    SnacConfig codec = SnacConfig.read(ConfigFile.read(codecFolder.resolve("config.json")));
    SpeechFamily family = SpeechFamily.recognise(folder, file, codec);
    LlamaConfig config = LlamaConfig.read(file);
    Checkpoint checkpoint = Checkpoint.open(folder);
    TrainingBase base = new TrainingBase(model, folder, codecFolder, config, family, checkpoint);
    base.network().forwardIds(new ShapeOps(checkpoint), new long[] {1, 1});
    checkpoint.requireFinite(ProgressListener.NONE);
    return base;
  }

  Llama network() {
    return new Llama(config, PREFIX);
  }

  /** Weights that are others used again: a tied head is the embedding. */
  Map<String, String> aliases() {
    return config.tiedHead() || !checkpoint.contains(HEAD)
        ? Map.of(HEAD, network().embeddingModule() + ".weight")
        : Map.of();
  }

  /** Bytes of its weights as they are held. */
  long heldBytes(BasePrecision precision) {
    long numbers = checkpoint.tensors().values().stream().mapToLong(t -> t.elements()).sum();
    return switch (precision) {
      case F32 -> numbers * Float.BYTES;
      case BF16 -> numbers * Short.BYTES;
      // 4.13 bits a weight of the layers; the embedding stays as it is.
      case NF4 -> {
        long embedding = (long) config.vocabularySize() * config.hiddenSize();
        yield (numbers - embedding) * 33 / 64 + embedding * Float.BYTES;
      }
    };
  }
}
