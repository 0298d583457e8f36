package org.hmongtts.examples;

import java.io.IOException;
import java.nio.file.Path;
import org.hmongtts.AudioChunk;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.SpeechRequest;
import org.hmongtts.SpeechStream;
import org.hmongtts.audio.WavEncoding;
import org.hmongtts.audio.WavWriter;

/** Writes speech while it is still being made; a player would take the chunks the same way. */
public final class StreamHmong {

  private StreamHmong() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args.length > 0 ? args[0] : "hmong.wav");
    SpeechRequest request =
        SpeechRequest.builder("Nyob zoo os. Koj nyob li cas? Kuv nyob zoo.").voice("tou").build();
    try (HmongTts tts = HmongTts.load(BaseModel.embedded());
        SpeechStream stream = tts.stream(request);
        WavWriter wav = WavWriter.create(file, stream.sampleRateHz(), WavEncoding.PCM_16)) {
      for (AudioChunk chunk : stream) {
        wav.write(chunk.pcm());
      }
      wav.finish();
    }
  }
}
