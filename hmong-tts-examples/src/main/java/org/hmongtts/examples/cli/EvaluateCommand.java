package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.hmongtts.train.eval.EvaluatedSentence;
import org.hmongtts.train.eval.EvaluationReport;
import org.hmongtts.train.eval.Utterance;
import org.hmongtts.train.eval.VoiceEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: lets a voice speak and tells how good its Hmong is. */
@Command(
    name = "evaluate",
    description =
        "Lets a voice speak sentences that it was not trained on, and measures tones, pitch, rate,"
            + " ends, level and, with --reference, the distance from a speaker's recordings.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {

  @Mixin private ModelOptions model;

  @Mixin private SentenceSource source;

  @Mixin private ReferenceRecordings reference;

  @Option(names = "--voice", paramLabel = "NAME", description = "See 'voices'; default the first.")
  private Optional<String> voice;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Of the first sentence, each other has the next; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON.")
  private Optional<Path> json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with charts and every sentence to listen to.")
  private Optional<Path> html;

  @Option(
      names = "--save-audio",
      paramLabel = "DIR",
      description = "Write every sentence as a WAV file: 001.wav and so on.")
  private Optional<Path> audioFolder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<String> sentences = source.read();
    List<Utterance> recordings = reference.read(voice);
    EvaluationReport report;
    try (Progress progress = Progress.onTerminal();
        LoadedVoice loaded = model.load(progress)) {
      progress.close();
      voice.ifPresent(name -> loaded.warnUnlessListed(name, spec.commandLine().getErr()));
      VoiceEvaluation.Builder evaluation =
          VoiceEvaluation.builder(loaded.tts())
              .name(name(loaded))
              .sentences(sentences)
              .reference(recordings)
              .seed(seed)
              .progress(progress::sentences);
      voice.ifPresent(evaluation::voice);
      report = evaluation.build().run();
    }
    spec.commandLine().getOut().print(report.toText());
    if (json.isPresent()) {
      report.writeJson(json.get());
    }
    if (html.isPresent()) {
      report.writeHtml(html.get());
    }
    if (audioFolder.isPresent()) {
      writeAudio(report.sentences(), audioFolder.get());
    }
    return 0;
  }

  /** What is evaluated, as the report calls it. */
  private String name(LoadedVoice loaded) {
    String base = model.base().toString();
    String adapted = model.lora().map(folder -> base + " with " + folder).orElse(base);
    return voice
        .or(() -> loaded.tts().voices().stream().findFirst())
        .map(name -> name + " (" + adapted + ")")
        .orElse(adapted);
  }

  private static void writeAudio(List<EvaluatedSentence> sentences, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < sentences.size(); i++) {
      Audio audio = sentences.get(i).audio();
      Path file = folder.resolve(String.format(Locale.ROOT, "%03d.wav", i + 1));
      WavFile.write(file, audio.samples(), audio.sampleRateHz());
    }
  }
}
