package org.hmongtts.train.eval;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.hmongtts.text.Tone;

/** The figures of an evaluation as lines of text. */
final class EvaluationText {

  private final StringBuilder text = new StringBuilder();

  private EvaluationText() {}

  static String of(EvaluationReport report) {
    EvaluationText text = new EvaluationText();
    text.summary(report);
    report.speech().tones().ifPresent(text::tones);
    text.mistakes(report.sentences());
    report.comparison().ifPresent(text::comparison);
    return text.text.toString();
  }

  private void summary(EvaluationReport report) {
    SpeechProfile speech = report.speech();
    line(
        "%s: %d sentences, %d syllables, %.1f s",
        report.name(),
        speech.utterances(),
        speech.syllables(),
        speech.duration().toMillis() / 1000.0);
    line("  tone error rate     %.2f %%", 100 * speech.toneErrorRate());
    speech
        .tones()
        .ifPresent(
            tones -> {
              line("  contour error       %.2f semitones (median)", tones.medianContourError());
              line(
                  "  pitch               median F0 %.1f Hz, range %.2f, declination %.2f st/s",
                  tones.medianF0Hz(), tones.pitch().range(), tones.pitch().declination());
              line("  rate                %.2f syllables/s", tones.syllablesPerSecond());
            });
    if (report.stopRate().isPresent()) {
      line(
          "  ended by itself     %s (loops %s, too long %s, illegal tokens %d)",
          percent(report.stopRate()),
          percent(report.loopRate()),
          percent(report.runawayRate()),
          EvaluationReport.ILLEGAL_TOKENS);
    }
    SpeechLevel level = speech.level();
    line(
        "  level               %.1f dBFS RMS, peak %.1f dBFS, clipped %.3f %%",
        level.rmsDbfs(), level.peakDbfs(), 100 * level.clippedShare());
    speech
        .spectrumBetweenHalves()
        .ifPresent(distance -> line("  spectrum            %.2f dB between halves", distance));
    if (!speech.unjudged().isEmpty()) {
      line("  not judged          %d sentences, all counted as wrong", speech.unjudged().size());
    }
  }

  private void tones(ToneReport tones) {
    line("  tone  count  identified  error st  median contour over the rime");
    for (Tone tone : Tone.values()) {
      tones
          .contour(tone)
          .ifPresent(
              contour -> {
                StringBuilder points = new StringBuilder();
                for (double semitones : contour) {
                  points.append(String.format(Locale.ROOT, " %5.2f", semitones));
                }
                line(
                    "  -%-4s %5d  %8.1f %%  %8.2f %s",
                    tone.rpa(),
                    tones.count(tone),
                    100.0 * tones.identified(tone) / tones.count(tone),
                    tones.contourError(tone).orElseThrow(),
                    points);
              });
    }
  }

  private void mistakes(List<EvaluatedSentence> sentences) {
    for (int i = 0; i < sentences.size(); i++) {
      for (JudgedSyllable syllable : sentences.get(i).syllables()) {
        if (!syllable.correct()) {
          line(
              "  sentence %d: %s heard as %s",
              i + 1,
              syllable.text(),
              syllable.identified().map(tone -> "-" + tone.rpa()).orElse("nothing"));
        }
      }
    }
  }

  private void comparison(SpeakerComparison comparison) {
    SpeechProfile speaker = comparison.speaker();
    line(
        "compared with the speaker: %d recordings, %.1f s",
        speaker.utterances(), speaker.duration().toMillis() / 1000.0);
    line(
        "  speaker             tone error rate %.2f %%, median F0 %.1f Hz, %.2f syllables/s",
        100 * speaker.toneErrorRate(), speaker.medianF0Hz(), speaker.syllablesPerSecond());
    comparison.medianF0Semitones().ifPresent(st -> line("  median F0           %+.2f st", st));
    comparison.rateRatio().ifPresent(rate -> line("  rate                x %.2f", rate));
    line("  level               %+.1f dB", comparison.levelDecibels());
    line("  spectrum            %.2f dB apart", comparison.spectrumDistance());
    speaker
        .spectrumBetweenHalves()
        .ifPresent(
            distance ->
                line("                      %.2f dB between halves of the speaker", distance));
    comparison
        .cepstralDistortion()
        .ifPresent(
            distortion ->
                line(
                    "  said again          %d recordings, cepstral distortion %.2f dB",
                    comparison.repeats().size(), distortion));
    comparison
        .f0Error()
        .ifPresent(error -> line("                      F0 error %.2f st (median)", error));
  }

  private static String percent(OptionalDouble share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share.orElseThrow());
  }

  private void line(String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append(System.lineSeparator());
  }
}
