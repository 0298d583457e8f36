package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.ModelFormatException;
import org.hmongtts.ModelInfo;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.TensorInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect}: says what a folder of weights is. */
@Command(
    name = "inspect",
    description = "Says what a base, an adapter or another checkpoint is.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "embedded, a folder, or owner/name on the Hub.")
  private BaseModel model;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (model instanceof BaseModel.Folder folder) {
      weights(Checkpoint.open(folder.path()));
    }
    try (HmongTts loaded = HmongTts.load(model)) {
      speaking(loaded.info());
    } catch (ModelFormatException e) {
      if (!(model instanceof BaseModel.Folder)) {
        throw e;
      }
      line("speaks", "no: " + e.getMessage());
    }
    return 0;
  }

  private void weights(Checkpoint checkpoint) throws IOException {
    Map<DType, Long> types = new TreeMap<>();
    for (TensorInfo tensor : checkpoint.tensors().values()) {
      types.merge(tensor.dtype(), tensor.elements(), Long::sum);
    }
    line("tensors", checkpoint.tensors().size());
    types.forEach((type, count) -> line("  " + type, count + " numbers"));
    line("bytes", checkpoint.fileBytes());
    line("fingerprint", checkpoint.fingerprint());
  }

  private void speaking(ModelInfo info) {
    line("speaks", "yes");
    line("family", info.family());
    line("parameters", info.parameters());
    line("voices", String.join(", ", info.voices()));
    line("audio", info.sampleRateHz() + " Hz");
    line("tokens a second", String.format(Locale.ROOT, "%.2f", info.tokensPerSecondOfAudio()));
  }

  private void line(String name, Object value) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%-16s %s%n", name, value);
  }
}
