package org.hmongtts.train.eval;

/** Small systems of linear equations. */
final class LinearSystem {

  private LinearSystem() {}

  /**
   * Gauss elimination with partial pivoting.
   *
   * @param augmented coefficients and, in the last column, the right sides; destroyed
   * @throws IllegalArgumentException if the equations do not determine a solution
   */
  static double[] solve(double[][] augmented) {
    int size = augmented.length;
    for (int column = 0; column < size; column++) {
      int pivot = column;
      for (int row = column + 1; row < size; row++) {
        if (Math.abs(augmented[row][column]) > Math.abs(augmented[pivot][column])) {
          pivot = row;
        }
      }
      double[] swapped = augmented[column];
      augmented[column] = augmented[pivot];
      augmented[pivot] = swapped;
      if (augmented[column][column] == 0) {
        throw new IllegalArgumentException("the equations are not independent");
      }
      for (int row = column + 1; row < size; row++) {
        double factor = augmented[row][column] / augmented[column][column];
        for (int i = column; i <= size; i++) {
          augmented[row][i] -= factor * augmented[column][i];
        }
      }
    }
    double[] solution = new double[size];
    for (int row = size - 1; row >= 0; row--) {
      double sum = augmented[row][size];
      for (int i = row + 1; i < size; i++) {
        sum -= augmented[row][i] * solution[i];
      }
      solution[row] = sum / augmented[row][row];
    }
    return solution;
  }
}
