package org.hmongtts.runtime;

import java.util.List;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.network.Snac;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.network.WeightNorm;

/**
 * A SNAC codec's weights as its engines want them: weight norm folded, F32, and those of transposed
 * convolutions also as matrices {@code [out · kernel, in]} (see {@link RowOps}).
 */
record SnacWeights(SnacConfig config) implements PreparedWeights.Recipe {

  /** Names this way of preparing; a change of it needs another number. */
  static final String RECIPE = "snac-f32-2";

  @Override
  public void declare(Checkpoint source, SafetensorsWriter out) {
    WeightNorm.declareFolded(source, out);
    List<String> modules = new Snac(config).transposedConvolutions();
    for (int i = 0; i < modules.size(); i++) {
      String module = modules.get(i);
      int channels = config.decoderSize() >> i;
      int columns = channels / 2 * 2 * config.decoderRates().get(i);
      out.add(
          RowOps.productWeight(module),
          DType.F32,
          new long[] {columns, channels},
          channel -> {
            float[] weight =
                WeightNorm.weight(source, module, channels, channels / 2, columns / (channels / 2));
            SafetensorsWriter.floats(transposed(weight, columns)).writeTo(channel);
          });
    }
  }

  private static float[] transposed(float[] matrix, int columns) {
    int rows = matrix.length / columns;
    float[] result = new float[matrix.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = matrix[row * columns + column];
      }
    }
    return result;
  }
}
