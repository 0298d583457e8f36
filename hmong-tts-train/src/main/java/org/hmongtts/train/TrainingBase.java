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
    return decoder().network();
  }

  FrozenDecoder decoder() {
    return new FrozenDecoder(config, checkpoint);
  }

  /** See {@link FrozenDecoder#aliases}. */
  Map<String, String> aliases() {
    return decoder().aliases();
  }

  /** See {@link FrozenDecoder#heldBytes}. */
  long heldBytes(BasePrecision precision) {
    return decoder().heldBytes(precision);
  }
}
