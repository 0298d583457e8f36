package org.hmongtts.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;

/** Speaks one sentence into {@code hmong.wav}, or into the file given. */
public final class SpeakHmong {

  private SpeakHmong() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args.length > 0 ? args[0] : "hmong.wav");
    try (HmongTts voice = HmongTts.load(BaseModel.embedded())) {
      voice.speak("Nyob zoo os, koj nyob li cas?").writeWav(file);
    }
  }
}
