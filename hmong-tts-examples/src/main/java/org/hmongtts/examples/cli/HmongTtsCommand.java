package org.hmongtts.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.hmongtts.BaseModel;
import org.hmongtts.runtime.ExecutionProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The root of the command line. Exit codes: 0 done, 1 failed, 2 called wrongly. Results go to
 * standard output; progress, logs and errors to standard error; both are UTF-8.
 */
@Command(
    name = "hmong-tts",
    description = "Speaks Hmong.",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      // Speech
      SpeakCommand.class,
      VoicesCommand.class,
      EvaluateCommand.class,
      // Models
      InspectCommand.class,
      MergeCommand.class,
      QuantizeCommand.class,
      BenchCommand.class,
      // Training
      DatasetCommand.class,
      TrainCommand.class,
      // Text
      NormalizeCommand.class,
      SyllablesCommand.class,
      PhonemizeCommand.class,
      ExplainCommand.class,
      CommandLine.HelpCommand.class
    })
public final class HmongTtsCommand implements Runnable {

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Log what is loaded, and show the cause of a failure.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintWriter out = utf8(FileDescriptor.out);
    PrintWriter err = utf8(FileDescriptor.err);
    System.exit(execute(out, err, args));
  }

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    HmongTtsCommand root = new HmongTtsCommand();
    ErrorLine errors = new ErrorLine(() -> root.verbose);
    CommandLine line =
        parser(root)
            .setOut(out)
            .setErr(err)
            .setExecutionExceptionHandler(errors)
            .setParameterExceptionHandler(errors)
            .setExecutionStrategy(root::runLast);
    try {
      return line.execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      // picocli hands on exceptions only; these two tell of the machine, not of a defect.
      return errors.report(line, e);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** What understands the arguments. */
  static CommandLine parser(HmongTtsCommand root) {
    return new CommandLine(root)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(ByteSize.class, parsing(ByteSize::parse))
        .registerConverter(BaseModel.class, parsing(BaseModel::parse))
        .registerConverter(ExecutionProvider.class, parsing(ExecutionProvider::named));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /** Makes a wrong value a usage error which says what the library says of it. */
  private static <T> ITypeConverter<T> parsing(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private int runLast(CommandLine.ParseResult parsed) {
    if (verbose) {
      // Read once, when the first logger is made.
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static PrintWriter utf8(FileDescriptor descriptor) {
    PrintStream stream =
        new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    return new PrintWriter(stream, true);
  }
}
