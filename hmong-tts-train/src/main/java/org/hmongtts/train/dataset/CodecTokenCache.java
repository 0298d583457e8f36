package org.hmongtts.train.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.hmongtts.ModelFormatException;
import org.hmongtts.audio.Audio;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.SafetensorsFile;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;
import org.hmongtts.runtime.SnacCodec;

/**
 * What a codec makes of each clip, kept in a folder: a recording is encoded once, however often it
 * is trained on.
 *
 * <p>A clip's tokens lie in {@code <cache>/codec-tokens/<codec>/<key>.safetensors}. The key is a
 * hash of the recording's content and of what the options make of it; the codec's folder is named
 * for its weights. So whatever changes the tokens changes the place, and nothing needs to be
 * deleted. A file that is damaged is written again. Thread-safe, also between processes.
 */
public final class CodecTokenCache {

  private static final String CHECKSUM = "crc32";

  /**
   * A clip that sounds the same and has other tokens: a codec cuts sound into frames, and where the
   * cuts fall changes every code. With several versions a few minutes of speech are not learnt by
   * heart so soon.
   *
   * @param number 0 for the clip as recorded
   * @param of how many versions there are, 1..64
   */
  public record Version(int number, int of) {

    /** The clip itself. */
    public static final Version AS_RECORDED = new Version(0, 1);

    /** How much louder or softer a version is at most: not to be heard as another voice. */
    private static final double MOST_DECIBELS = 1.5;

    /** Steps of the golden ratio spread any number of versions evenly. */
    private static final double SPREAD = 0.6180339887498949;

    public Version {
      if (of < 1 || of > 64 || number < 0 || number >= of) {
        throw new IllegalArgumentException(
            "version " + number + " of " + of + "; expected 0.." + (of - 1) + " of 1..64");
      }
    }

    /** Later by a part of a frame, and a little louder or softer. */
    float[] of(float[] samples, int samplesPerFrame) {
      if (number == 0) {
        return samples;
      }
      int later = number * samplesPerFrame / of;
      double decibels = MOST_DECIBELS * (2 * (number * SPREAD % 1) - 1);
      float gain = (float) Math.pow(10, decibels / 20);
      float[] moved = new float[later + samples.length];
      for (int i = 0; i < samples.length; i++) {
        moved[later + i] = gain * samples[i];
      }
      return moved;
    }

    private String recipe() {
      return number == 0 ? "" : number + " of " + of;
    }
  }

  private final Path folder;
  private final Dataset dataset;
  private final SnacCodec codec;

  /**
   * @param cacheFolder made if missing; {@code LoadOptions.cacheFolder()} is the usual one
   * @param codec is used while there are clips to encode; the caller closes it
   */
  public CodecTokenCache(Path cacheFolder, Dataset dataset, SnacCodec codec) {
    this.folder = cacheFolder.resolve("codec-tokens").resolve(codec.fingerprint());
    this.dataset = dataset;
    this.codec = codec;
  }

  /**
   * Encodes all clips that are not in the cache yet.
   *
   * @param progress hears how many of the recordings' samples were worked through, counted as
   *     milliseconds of sound
   * @throws IOException if a recording cannot be read or the cache not be written
   */
  public void fill(List<Clip> clips, ProgressListener progress) throws IOException {
    long total = clips.stream().mapToLong(clip -> clip.duration().toMillis()).sum();
    long done = 0;
    for (Clip clip : clips) {
      levels(clip);
      done += clip.duration().toMillis();
      progress.progress(done, total);
    }
  }

  /**
   * The codec's tokens of a clip.
   *
   * @return codes {@code [level][index]}, the coarsest level first
   * @throws IOException if the recording cannot be read or the cache not be written
   * @throws org.hmongtts.DatasetException if the recording was changed since the data set was
   *     opened
   */
  public int[][] levels(Clip clip) throws IOException {
    return levels(clip, Version.AS_RECORDED);
  }

  /**
   * The codec's tokens of a clip in another version.
   *
   * @return codes {@code [level][index]}, the coarsest level first
   * @throws IOException if the recording cannot be read or the cache not be written
   * @throws org.hmongtts.DatasetException if the recording was changed since the data set was
   *     opened
   */
  public int[][] levels(Clip clip, Version version) throws IOException {
    Path file = file(clip, version);
    if (Files.isRegularFile(file)) {
      try {
        return stored(file);
      } catch (ModelFormatException | IOException damaged) {
        // Cut off or altered: what it held can be made again.
      }
    }
    Audio audio = dataset.read(clip).resampled(codec.config().sampleRateHz());
    int frame = codec.config().samplesPerFrame();
    int[][] levels = codec.encode(version.of(audio.samples(), frame));
    store(file, levels);
    return levels;
  }

  private Path file(Clip clip, Version version) {
    String key =
        new Sha256()
            .text(clip.contentHash())
            .text(ClipAudio.recipe(dataset.options()))
            .text(version.recipe())
            .hex();
    return folder.resolve(key + ".safetensors");
  }

  private int[][] stored(Path file) throws IOException {
    Map<String, String> metadata = SafetensorsFile.open(file).metadata();
    Checkpoint tokens = Checkpoint.openFile(file);
    CRC32 checksum = new CRC32();
    int[][] levels = new int[codec.config().strides().size()][];
    for (int level = 0; level < levels.length; level++) {
      TensorInfo info = tokens.tensor(name(level));
      ByteBuffer bytes = tokens.map(name(level)).order(ByteOrder.LITTLE_ENDIAN);
      if (info.dtype() != DType.I32) {
        throw damaged(file);
      }
      levels[level] = new int[bytes.remaining() / Integer.BYTES];
      checksum.update(bytes.duplicate());
      bytes.asIntBuffer().get(levels[level]);
    }
    if (!String.valueOf(checksum.getValue()).equals(metadata.get(CHECKSUM))) {
      throw damaged(file);
    }
    return levels;
  }

  private static ModelFormatException damaged(Path file) {
    return new ModelFormatException(file + ": is damaged; delete it");
  }

  private void store(Path file, int[][] levels) throws IOException {
    CRC32 checksum = new CRC32();
    SafetensorsWriter out = new SafetensorsWriter();
    for (int level = 0; level < levels.length; level++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(levels[level].length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asIntBuffer().put(levels[level]);
      checksum.update(bytes.duplicate());
      out.add(
          name(level),
          DType.I32,
          new long[] {levels[level].length},
          channel -> channel.write(bytes.duplicate()));
    }
    Files.createDirectories(folder);
    out.metadata(CHECKSUM, String.valueOf(checksum.getValue())).write(file);
  }

  private static String name(int level) {
    return "level." + level;
  }
}
