package org.hmongtts.runtime;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The noise that the blocks of a codec's decoder add to what they make: breath and hiss. Values are
 * standard normal, one per step of a block, shared by its channels. Immutable and thread-safe.
 */
public sealed interface CodecNoise {

  /** No noise: the decoder's noise blocks are left out. Quick, and the same every time. */
  static CodecNoise none() {
    return new None();
  }

  /** Noise that depends on the seed and the place in the sequence alone. */
  static CodecNoise seeded(long seed) {
    return new Seeded(seed);
  }

  /**
   * Given noise, for comparison with another implementation.
   *
   * @param blocks for each decoder block, one value for each step of the whole sequence
   */
  static CodecNoise given(List<float[]> blocks) {
    return new Given(blocks);
  }

  /** Writes the noise of some steps of a block. */
  void write(int block, int fromStep, FloatBuffer target);

  /** See {@link #none}. */
  record None() implements CodecNoise {
    @Override
    public void write(int block, int fromStep, FloatBuffer target) {
      while (target.hasRemaining()) {
        target.put(0);
      }
    }
  }

  /**
   * See {@link #seeded}. Each value is a function of seed, block and step, so that a chunk gets
   * what it would get in the whole: SplitMix64's output function (Steele et al. 2014) gives uniform
   * bits for a pair of steps, the Box–Muller transform makes two normal values of them.
   */
  record Seeded(long seed) implements CodecNoise {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final float UNIT = 0x1p-31f; // of the 31 bits that each uniform number has

    @Override
    public void write(int block, int fromStep, FloatBuffer target) {
      long stream = mix(mix(seed) + block + 1);
      int at = target.position();
      int end = fromStep + target.remaining();
      for (int pair = fromStep >> 1; pair << 1 < end; pair++) {
        long bits = mix(stream + pair * GOLDEN_GAMMA);
        double radius = Math.sqrt(-2 * Math.log(((bits >>> 33) + 0.5) * UNIT));
        double angle = 2 * Math.PI * ((int) bits & 0x7fffffff) * UNIT;
        int even = pair << 1;
        if (even >= fromStep) {
          target.put(at + even - fromStep, (float) (radius * Math.cos(angle)));
        }
        if (even + 1 < end) {
          target.put(at + even + 1 - fromStep, (float) (radius * Math.sin(angle)));
        }
      }
      target.position(target.limit());
    }

    private static long mix(long x) {
      long z = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      return z ^ z >>> 31;
    }
  }

  /** See {@link #given}. */
  record Given(List<float[]> blocks) implements CodecNoise {

    public Given {
      blocks = blocks.stream().map(float[]::clone).collect(Collectors.toList());
    }

    @Override
    public void write(int block, int fromStep, FloatBuffer target) {
      float[] noise = blocks.get(block);
      if (noise.length < fromStep + target.remaining()) {
        throw new IllegalArgumentException(
            "noise of block "
                + block
                + " has "
                + noise.length
                + " values, expected at least "
                + (fromStep + target.remaining()));
      }
      target.put(noise, fromStep, target.remaining());
    }
  }
}
