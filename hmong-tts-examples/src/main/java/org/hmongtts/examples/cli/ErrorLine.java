package org.hmongtts.examples.cli;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in one line; with {@code --verbose} the cause follows. */
final class ErrorLine implements IExecutionExceptionHandler, IParameterExceptionHandler {

  private final BooleanSupplier verbose;

  ErrorLine(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    print(command.getErr(), error.getMessage() + "; see '" + name + " --help'");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    return report(command, error);
  }

  /** Reports a failure and returns its exit code. */
  int report(CommandLine command, Throwable error) {
    PrintWriter err = command.getErr();
    print(err, message(error));
    if (verbose.getAsBoolean()) {
      error.printStackTrace(err);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static void print(PrintWriter err, String message) {
    err.println("hmong-tts: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  /** The message of an error, completed where the JDK's own says no more than a file's name. */
  private static String message(Throwable error) {
    if (error instanceof FileSystemException file && file.getReason() == null) {
      if (error instanceof NoSuchFileException) {
        return file.getFile() + ": no such file or folder";
      }
      if (error instanceof AccessDeniedException) {
        return file.getFile() + ": access denied";
      }
      if (error instanceof FileAlreadyExistsException) {
        return file.getFile() + ": exists already";
      }
    }
    if (error instanceof OutOfMemoryError) {
      return "out of memory (" + error.getMessage() + "); give Java more with java -Xmx4g -jar ...";
    }
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
  }
}
