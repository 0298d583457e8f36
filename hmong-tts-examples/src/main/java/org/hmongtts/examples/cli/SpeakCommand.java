package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hmongtts.AudioChunk;
import org.hmongtts.HmongTts;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.SpeechStream;
import org.hmongtts.Stop;
import org.hmongtts.text.Dialect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code speak}: says a text, into a file or on the sound device. */
@Command(
    name = "speak",
    description = "Says a text: into a WAV file, or aloud.",
    mixinStandardHelpOptions = true)
final class SpeakCommand implements Callable<Integer> {

  @Mixin private TextSource source;

  @Mixin private ModelOptions model;

  @Option(names = "--voice", paramLabel = "NAME", description = "See 'voices'; default the first.")
  private Optional<String> voice;

  @Option(
      names = "--dialect",
      description = "${COMPLETION-CANDIDATES}; default the adapter's, WHITE if it has none.")
  private Optional<Dialect> dialect;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Equal seeds give equal audio; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Write a WAV file, and play only with --play.")
  private Optional<Path> out;

  @Option(names = "--play", description = "Play aloud; the default without --out.")
  private boolean play;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    SpeechRequest request = request();
    try (Progress progress = Progress.onTerminal();
        LoadedVoice loaded = model.load(progress)) {
      progress.close();
      voice.ifPresent(name -> loaded.warnUnlessListed(name, spec.commandLine().getErr()));
      boolean audible = audible(loaded.tts().info().sampleRateHz());
      if (out.isEmpty() && !audible) {
        throw new ParameterException(
            spec.commandLine(), "no sound device here; write a file with --out FILE");
      }
      if (out.isEmpty()) {
        playAsSpoken(loaded.tts(), request, progress);
      } else {
        write(loaded.tts().speak(request), out.get(), audible);
      }
    }
    return 0;
  }

  private SpeechRequest request() throws IOException {
    SpeechRequest.Builder request = SpeechRequest.builder(source.read()).seed(seed);
    dialect.ifPresent(request::dialect);
    voice.ifPresent(request::voice);
    return request.build();
  }

  /** Asks for the module first: a runtime made for servers comes without sound. */
  private static boolean audible(int sampleRateHz) {
    return ModuleLayer.boot().findModule("java.desktop").isPresent()
        && Playback.available(sampleRateHz);
  }

  private void playAsSpoken(HmongTts tts, SpeechRequest request, Progress progress)
      throws IOException {
    try (SpeechStream stream = tts.stream(request);
        Playback playback = Playback.open(stream.sampleRateHz())) {
      long samples = 0;
      for (AudioChunk chunk : stream) {
        playback.write(chunk.pcm());
        samples += chunk.pcm().length;
        progress.spoken(Duration.ofMillis(1000 * samples / chunk.sampleRateHz()));
      }
      warnUnlessNatural(stream.stop());
    }
  }

  private void write(Speech speech, Path file, boolean audible) throws IOException {
    speech.writeWav(file);
    warnUnlessNatural(speech.stop());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %.2f s, real-time factor %.2f%n",
            file,
            speech.duration().toMillis() / 1000.0,
            speech.timings().realTimeFactor());
    if (play && !audible) {
      warn("no sound device here to play it on");
    } else if (play) {
      try (Playback playback = Playback.open(speech.sampleRateHz())) {
        playback.write(speech.samples());
      }
    }
  }

  private void warnUnlessNatural(Stop stop) {
    if (!stop.isNatural()) {
      warn("the speech did not end by itself: " + stop);
    }
  }

  private void warn(String message) {
    spec.commandLine().getErr().println("hmong-tts: " + message);
  }
}
