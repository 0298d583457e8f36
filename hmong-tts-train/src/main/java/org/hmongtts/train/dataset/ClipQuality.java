package org.hmongtts.train.dataset;

import java.io.IOException;
import java.util.List;
import org.hmongtts.audio.Audio;
import org.hmongtts.train.eval.SpeechLevel;

/**
 * How good one recording is, as it was recorded: before trimming and levelling.
 *
 * @param clip the recording
 * @param syllables of its text
 * @param speechSeconds from the first sound to the last
 * @param silenceSeconds before and after the speech, together
 * @param level of the speech, its peak and its clipping
 * @param signalToNoiseDecibels power of the speech over that of the quietest twentieth, an
 *     estimate: too low where nobody pauses, and at most 60
 * @param startCut whether there is speech right at the beginning
 * @param endCut whether there is speech right to the end
 */
public record ClipQuality(
    Clip clip,
    int syllables,
    double speechSeconds,
    double silenceSeconds,
    SpeechLevel level,
    double signalToNoiseDecibels,
    boolean startCut,
    boolean endCut) {

  /** A speaker who has finished is further below the loud parts than this. */
  private static final double CUT_DECIBELS = 20;

  /** Of single full-scale samples no ear knows; a twentieth of a percent comes in clusters. */
  private static final double CLIPPED_SHARE = 0.0005;

  static ClipQuality of(Dataset dataset, Clip clip) throws IOException {
    Audio audio = dataset.recorded(clip);
    SpeechActivity activity = SpeechActivity.of(audio);
    double seconds = audio.frames() / (double) audio.sampleRateHz();
    return new ClipQuality(
        clip,
        dataset.text(clip).syllables().size(),
        activity.seconds(),
        Math.max(0, seconds - activity.seconds()),
        SpeechLevel.of(List.of(audio)),
        activity.signalToNoiseDecibels(),
        activity.startBelowLoud() < CUT_DECIBELS,
        activity.endBelowLoud() < CUT_DECIBELS);
  }

  /** Speaking rate, silence around the speech left out; 0 if there is no speech. */
  public double syllablesPerSecond() {
    return speechSeconds == 0 ? 0 : syllables / speechSeconds;
  }

  /** Whether so many samples are at full scale that it can be heard. */
  public boolean clipped() {
    return level.clippedShare() > CLIPPED_SHARE;
  }
}
