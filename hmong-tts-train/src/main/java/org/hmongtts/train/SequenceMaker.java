package org.hmongtts.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.family.SpeechFamily.TrainingExample;
import org.hmongtts.text.ModelText;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/** Makes of a text and its speech the tokens that a model learns from. */
final class SequenceMaker {

  private final SpeechFamily family;
  private final TrainingSettings settings;

  SequenceMaker(SpeechFamily family, TrainingSettings settings) {
    this.family = family;
    this.settings = settings;
  }

  /**
   * @param levels the speech as its codec's codes
   */
  Sequence sequence(String voice, String text, int[][] levels) {
    List<int[]> frames = family.frames(levels);
    if (settings.dropRepeatedFrames()) {
      frames = withoutRepeats(frames);
    }
    String fed = ModelText.of(text, settings.dialect(), settings.textForm()).text();
    TrainingExample example = family.example(Optional.of(voice), fed, frames);
    boolean[] labels = new boolean[example.ids().length];
    Arrays.fill(labels, settings.trainOnText() ? 1 : example.speechStart(), labels.length, true);
    return new Sequence(example.ids(), labels, 1);
  }

  private static List<int[]> withoutRepeats(List<int[]> frames) {
    List<int[]> kept = new ArrayList<>();
    for (int[] frame : frames) {
      if (kept.isEmpty() || kept.get(kept.size() - 1)[0] != frame[0]) {
        kept.add(frame);
      }
    }
    return kept;
  }
}
