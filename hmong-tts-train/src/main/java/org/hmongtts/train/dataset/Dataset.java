package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;

/** Placeholder until the data set's reader lands from its branch. */
public final class Dataset {
  private final Path folder;
  private final List<Clip> clips;

  private Dataset(Path folder, List<Clip> clips) {
    this.folder = folder;
    this.clips = clips;
  }

  public static Dataset open(Path folder, DatasetOptions options) throws IOException {
    List<Clip> clips = new ArrayList<>();
    int line = 0;
    for (String row : Files.readAllLines(folder.resolve("metadata.csv"))) {
      line++;
      String[] parts = row.split("\\|");
      Path file = folder.resolve("wavs").resolve(parts[0]);
      Audio audio = WavFile.read(file);
      long millis = 1000L * audio.samples().length / audio.sampleRateHz();
      clips.add(
          new Clip(file, parts[1], Optional.empty(), line, Duration.ofMillis(millis), parts[0]));
    }
    return new Dataset(folder, clips);
  }

  public List<Clip> clips() {
    return clips;
  }

  public Path folder() {
    return folder;
  }

  public String contentHash() {
    return "0";
  }

  public Audio read(Clip clip) throws IOException {
    return WavFile.read(clip.audioFile());
  }

  public DatasetSplit split(double share, long seed) {
    int kept = (int) Math.round(share * clips.size());
    return new DatasetSplit(clips.subList(kept, clips.size()), clips.subList(0, kept));
  }

  public Duration totalDuration() {
    return clips.stream().map(Clip::duration).reduce(Duration.ZERO, Duration::plus);
  }

  public Set<String> speakers() {
    return Set.of();
  }
}
