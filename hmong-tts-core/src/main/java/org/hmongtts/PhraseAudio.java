package org.hmongtts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hmongtts.family.SpeechFamily;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.CodecNoise;
import org.hmongtts.runtime.GenerationListener;
import org.hmongtts.runtime.SnacCodec;

/**
 * Turns the frames of one phrase into samples as they come: the first piece after as few frames as
 * the codec allows, later ones larger. What the pieces are does not depend on timing, so equal
 * frames give equal samples. Where phrases meet, 5 ms fades keep the joint from clicking. One
 * thread.
 */
final class PhraseAudio {

  /** Frames of the first pieces, then of all later ones. */
  private static final int[] PIECES = {1, 2, 4, 8};

  private final SpeechFamily family;
  private final SnacCodec codec;
  private final CodecNoise noise;
  private final boolean first;
  private final boolean last;
  private final Duration pauseAfter;
  private final List<int[]> frames = new ArrayList<>();
  private int decoded;
  private int pieces;
  private long nanos;

  /**
   * @param first whether nothing is spoken before this phrase
   * @param last whether nothing is spoken after it
   * @param pauseAfter silence after it
   */
  PhraseAudio(
      SpeechFamily family,
      SnacCodec codec,
      CodecNoise noise,
      boolean first,
      boolean last,
      Duration pauseAfter) {
    this.family = family;
    this.codec = codec;
    this.noise = noise;
    this.first = first;
    this.last = last;
    this.pauseAfter = pauseAfter;
  }

  void add(int[] frame) {
    frames.add(frame);
  }

  /** Whether enough frames are there for the next piece. */
  boolean hasPiece() {
    return frames.size() >= decoded + nextPiece() + codec.config().streamingContextFrames();
  }

  /** The next piece; call when {@link #hasPiece}. */
  float[] piece() {
    int count = nextPiece();
    pieces++;
    return decode(decoded + count);
  }

  /** All that is left, once the phrase has ended, and the pause after it. */
  float[] rest() {
    float[] samples = decode(frames.size());
    if (last) {
      return samples;
    }
    int fade = Math.min(fadeSamples(), samples.length);
    for (int i = 0; i < fade; i++) {
      samples[samples.length - 1 - i] *= (float) i / fade;
    }
    long silence = pauseAfter.toMillis() * codec.config().sampleRateHz() / 1000;
    return Arrays.copyOf(samples, Math.toIntExact(samples.length + silence));
  }

  /** Samples of the fades at joints; the outer ends stay as they are. */
  private int fadeSamples() {
    return codec.config().sampleRateHz() / 200;
  }

  /** Forgets all frames. */
  void clear() {
    frames.clear();
    decoded = 0;
    pieces = 0;
  }

  /** Why this phrase ended. */
  Stop stop(GenerationListener.End end, int attempts) {
    int retries = attempts - 1;
    return switch (end) {
      case STOPPED -> new Stop.EndOfSpeech();
      case LOOP -> new Stop.LoopDetected(frames.size(), retries);
      case LIMIT -> {
        SnacConfig config = codec.config();
        long samples = (long) frames.size() * config.samplesPerFrame();
        yield new Stop.LengthLimit(
            Duration.ofMillis(samples * 1000 / config.sampleRateHz()), retries);
      }
    };
  }

  int frames() {
    return frames.size();
  }

  long nanos() {
    return nanos;
  }

  private int nextPiece() {
    return PIECES[Math.min(pieces, PIECES.length - 1)];
  }

  private float[] decode(int to) {
    if (to == decoded) {
      return new float[0];
    }
    long start = System.nanoTime();
    int heard = Math.min(frames.size(), to + codec.config().streamingContextFrames());
    float[] samples = codec.decode(family.levels(frames.subList(0, heard)), decoded, to, noise);
    if (decoded == 0 && !first) {
      int fade = Math.min(fadeSamples(), samples.length);
      for (int i = 0; i < fade; i++) {
        samples[i] *= (float) i / fade;
      }
    }
    decoded = to;
    nanos += System.nanoTime() - start;
    return samples;
  }
}
