package org.hmongtts.train.dataset;

import java.util.Arrays;
import java.util.List;
import org.hmongtts.audio.Audio;
import org.hmongtts.train.eval.SpeechLevel;

/** Makes of a recording what training reads: trimmed and levelled, as the options say. */
final class ClipAudio {

  /** Another version of this class makes other sound of the same recording. */
  private static final String VERSION = "1";

  private static final double MARGIN_SECONDS = 0.1;
  private static final double HIGHEST_PEAK_DECIBELS = -1;

  private ClipAudio() {}

  /** Tells apart what is made of a recording under different options. */
  static String recipe(DatasetOptions options) {
    return VERSION + " trim " + options.trimSilence() + " level " + options.level();
  }

  static Audio of(Audio recorded, DatasetOptions options) {
    Audio trimmed = options.trimSilence() ? trimmed(recorded) : recorded;
    return options.level().map(level -> levelled(trimmed, level)).orElse(trimmed);
  }

  private static Audio trimmed(Audio audio) {
    SpeechActivity activity = SpeechActivity.of(audio);
    if (!activity.hasSpeech()) {
      return audio;
    }
    int margin = (int) (MARGIN_SECONDS * audio.sampleRateHz());
    int from = Math.max(0, activity.firstSample() - margin);
    int to = Math.min(audio.frames(), activity.endSample() + margin);
    return Audio.mono(Arrays.copyOfRange(audio.samples(), from, to), audio.sampleRateHz());
  }

  private static Audio levelled(Audio audio, Level wanted) {
    SpeechLevel found = SpeechLevel.of(List.of(audio));
    double gain =
        wanted instanceof Level.Speech
            ? Math.min(
                wanted.decibels() - found.rmsDbfs(), HIGHEST_PEAK_DECIBELS - found.peakDbfs())
            : wanted.decibels() - found.peakDbfs();
    float factor = (float) Math.pow(10, gain / 20);
    float[] samples = new float[audio.frames()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = factor * audio.samples()[i];
    }
    return Audio.mono(samples, audio.sampleRateHz());
  }
}
