package org.hmongtts.runtime;

import java.nio.FloatBuffer;

/** What is done to each channel by itself, between two mixtures of channels. */
sealed interface RowKernel {

  void apply(Row row, int channel, RowProgram.Run run);

  /**
   * {@code x + sin²(αx) / (α + 1e-9)}.
   *
   * @param turns {@code α / π} of each channel
   * @param heights {@code 1 / (α + 1e-9)}
   */
  record Snake(float[] turns, float[] heights) implements RowKernel {

    static Snake of(float[] alphas) {
      float[] turns = new float[alphas.length];
      float[] heights = new float[alphas.length];
      for (int i = 0; i < alphas.length; i++) {
        turns[i] = (float) (alphas[i] / Math.PI);
        heights[i] = 1 / (alphas[i] + 1e-9f);
      }
      return new Snake(turns, heights);
    }

    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.snake(turns[channel], heights[channel]);
    }
  }

  /**
   * A convolution of each channel with taps of its own.
   *
   * @param taps {@code [channel][tap]}
   */
  record Depthwise(float[][] taps, float[] biases, int dilation, int padding) implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.convolve(taps[channel], biases[channel], dilation, padding);
    }
  }

  /** Adds a number to each channel. */
  record Bias(float[] biases) implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.add(biases[channel]);
    }
  }

  /** Adds the same channel of another plane. */
  record Add(int plane) implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      FloatBuffer other = run.plane(plane);
      row.add(other, channel * run.steps(plane));
    }
  }

  /** Multiplies every channel with a block's noise. */
  record TimesNoise(int block) implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.multiply(run.noise(block));
    }
  }

  /** Keeps what a chunk still needs at a stage. */
  record Crop(int stage) implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.crop(run.crop(stage).from(), run.crop(stage).to());
    }
  }

  record Tanh() implements RowKernel {
    @Override
    public void apply(Row row, int channel, RowProgram.Run run) {
      row.tanh();
    }
  }
}
