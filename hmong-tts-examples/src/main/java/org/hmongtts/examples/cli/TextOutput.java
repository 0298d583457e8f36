package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Function;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.TextForm;
import org.hmongtts.text.script.NyiakengPuachue;
import org.hmongtts.text.script.PahawhHmong;
import org.hmongtts.text.script.PahawhStage;
import picocli.CommandLine.Option;

/** How the text commands write: one line for each line read. */
final class TextOutput {

  /** What a line of output is. */
  enum Format {
    TEXT,
    IPA,
    JSON
  }

  /** The script of textual output. */
  enum OutputScript {
    RPA,
    PAHAWH,
    NYIAKENG
  }

  @Option(
      names = "--format",
      description = "${COMPLETION-CANDIDATES}; default what the command is named for.")
  private Format format;

  @Option(
      names = "--script",
      defaultValue = "RPA",
      description = "Script of text that is written: ${COMPLETION-CANDIDATES}; default RPA.")
  private OutputScript script;

  /**
   * @param usual what is written unless another format is asked for
   * @param text what the command calls text
   */
  void write(TextCommandOptions source, PrintWriter out, Format usual, TextForm text)
      throws IOException {
    Function<NormalizedText, String> line = line(format == null ? usual : format, text);
    source.forEachLine(read -> out.println(line.apply(read)));
    out.flush();
  }

  private Function<NormalizedText, String> line(Format chosen, TextForm text) {
    return switch (chosen) {
      case JSON -> TextJson::line;
      case IPA -> NormalizedText::ipa;
      case TEXT ->
          switch (script) {
            case RPA -> read -> read.in(text);
            case PAHAWH -> read -> PahawhHmong.write(read, PahawhStage.STAGE_3);
            case NYIAKENG -> NyiakengPuachue::write;
          };
    };
  }
}
