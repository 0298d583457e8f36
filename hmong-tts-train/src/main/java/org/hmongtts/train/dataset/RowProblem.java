package org.hmongtts.train.dataset;

import java.nio.file.Path;
import org.hmongtts.DatasetException;

/**
 * What is wrong with a row of a data set, or with the whole.
 *
 * @param severity whether the row can be used all the same
 * @param file the data set's file
 * @param line where the row stands in it, from 1; 0 if it is not about one row
 * @param cause what was found, and what was expected
 * @param remedy what to do about it
 */
public record RowProblem(Severity severity, Path file, int line, String cause, String remedy) {

  /** Whether training can go on. */
  public enum Severity {
    /** The row cannot be used. */
    ERROR,
    /** The row is used, but somebody should look at it. */
    WARNING
  }

  static RowProblem error(Path file, int line, String cause, String remedy) {
    return new RowProblem(Severity.ERROR, file, line, cause, remedy);
  }

  static RowProblem warning(Path file, int line, String cause, String remedy) {
    return new RowProblem(Severity.WARNING, file, line, cause, remedy);
  }

  /** An error whose message has the cause in its first line and the remedy in its second. */
  static RowProblem error(Path file, int line, DatasetException error) {
    String[] parts = error.getMessage().split("\\R\\s*", 2);
    return error(file, line, parts[0], parts.length > 1 ? parts[1] : "Correct the row.");
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** {@code file:line: cause}, and the remedy in a line of its own. */
  @Override
  public String toString() {
    String place = line == 0 ? file.toString() : file + ":" + line;
    String kind = isError() ? "" : "warning: ";
    return place + ": " + kind + cause + "\n  " + remedy;
  }
}
