package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hmongtts.train.dataset.Clip;
import org.hmongtts.train.dataset.Dataset;
import org.hmongtts.train.dataset.DatasetOptions;
import org.hmongtts.train.eval.Utterance;
import picocli.CommandLine.Option;

/** Recordings of the speaker that a voice should sound like: some of a data set. */
final class ReferenceRecordings {

  /** Measures hardly change beyond, and each recording is held in memory. */
  private static final int MOST = 60;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description = "Compare with the speaker of this data set; see docs/datasets.md.")
  private Optional<Path> folder;

  /**
   * Reads at most 60 recordings, spread over the set; none without the option.
   *
   * @param voice names the speaker where the data set has several
   * @throws IllegalArgumentException if it has several and none of that name
   */
  List<Utterance> read(Optional<String> voice) throws IOException {
    if (folder.isEmpty()) {
      return List.of();
    }
    // Silence around the speech is none of the measures' business.
    DatasetOptions options = DatasetOptions.builder().convert(true).trimSilence(true).build();
    Dataset dataset = Dataset.open(folder.get(), options);
    List<Clip> clips = ofOneSpeaker(dataset.clips(), voice);
    List<Utterance> recordings = new ArrayList<>();
    int count = Math.min(MOST, clips.size());
    for (int i = 0; i < count; i++) {
      Clip clip = clips.get((int) ((long) i * clips.size() / count));
      recordings.add(Utterance.normalized(dataset.read(clip), clip.text()));
    }
    return recordings;
  }

  private List<Clip> ofOneSpeaker(List<Clip> clips, Optional<String> voice) {
    Set<String> speakers = new TreeSet<>();
    clips.forEach(clip -> speakers.add(clip.speaker().orElse("")));
    if (speakers.size() < 2) {
      return clips;
    }
    List<Clip> chosen = clips.stream().filter(clip -> clip.speaker().equals(voice)).toList();
    if (voice.isEmpty() || chosen.isEmpty()) {
      throw new IllegalArgumentException(
          folder.get()
              + " has the speakers "
              + String.join(", ", speakers)
              + "; name the one to compare with by --voice");
    }
    return chosen;
  }
}
