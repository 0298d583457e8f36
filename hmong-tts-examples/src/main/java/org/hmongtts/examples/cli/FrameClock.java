package org.hmongtts.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.hmongtts.runtime.GenerationListener;

/** Notes when the first job's first frame comes, and what ends before its limit. */
final class FrameClock implements GenerationListener {

  private final long start = System.nanoTime();
  private final int wanted;
  private final Consumer<List<int[]>> decode;
  private final List<int[]> frames = new ArrayList<>();
  private OptionalDouble firstFrame = OptionalDouble.empty();
  private OptionalDouble firstAudio = OptionalDouble.empty();
  private int endedEarly;

  private FrameClock(int wanted, Consumer<List<int[]>> decode) {
    this.wanted = wanted;
    this.decode = decode;
  }

  /** Starts now; no sound is made. */
  static FrameClock ofFrames() {
    return new FrameClock(0, frames -> {});
  }

  /**
   * Starts now.
   *
   * @param frames that the first piece of sound waits for
   * @param decode makes sound of them
   */
  static FrameClock ofAudio(int frames, Consumer<List<int[]>> decode) {
    return new FrameClock(frames, decode);
  }

  @Override
  public void frame(int job, int[] codes) {
    if (job != 0) {
      return;
    }
    if (firstFrame.isEmpty()) {
      firstFrame = OptionalDouble.of(seconds());
    }
    if (frames.size() < wanted) {
      frames.add(codes);
      if (frames.size() == wanted) {
        decode.accept(frames);
        firstAudio = OptionalDouble.of(seconds());
      }
    }
  }

  @Override
  public void restarted(int job) {}

  @Override
  public void ended(int job, End end, int attempts) {
    endedEarly += end == End.LIMIT ? 0 : 1;
  }

  /** Since the start. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  OptionalDouble firstFrame() {
    return firstFrame;
  }

  OptionalDouble firstAudio() {
    return firstAudio;
  }

  int endedEarly() {
    return endedEarly;
  }
}
