package org.hmongtts.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.train.LoraTrainer;

/** Adapts the embedded base to the recordings in {@code data/niam}, and speaks with their voice. */
public final class TrainVoice {

  private TrainVoice() {}

  public static void main(String[] args) throws IOException {
    Path dataset = Path.of(args.length > 0 ? args[0] : "data/niam");
    Path adapter = Path.of(args.length > 1 ? args[1] : "adapters/niam");
    LoraTrainer.builder().dataset(dataset).out(adapter).voice("niam").build().train();

    try (HmongTts base = HmongTts.load(BaseModel.embedded());
        HmongTts niam = base.withLora(adapter)) {
      niam.speak("Nyob zoo os, koj nyob li cas?").writeWav(adapter.resolveSibling("niam.wav"));
    }
  }
}
