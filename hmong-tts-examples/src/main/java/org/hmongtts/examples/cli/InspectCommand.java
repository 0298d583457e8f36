package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.hmongtts.LoadOptions;
import org.hmongtts.ModelFormatException;
import org.hmongtts.ModelInfo;
import org.hmongtts.adapter.LoraModule;
import org.hmongtts.adapter.PeftAdapter;
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
    Path folder = model.folder(LoadOptions.defaults());
    if (Files.exists(folder.resolve("adapter_config.json"))) {
      adapter(PeftAdapter.read(folder));
      return 0;
    }
    weights(Checkpoint.open(folder));
    try (HmongTts loaded = HmongTts.load(model)) {
      speaking(loaded.info());
    } catch (ModelFormatException e) {
      line("speaks", "no: " + e.getMessage());
    }
    return 0;
  }

  private void adapter(PeftAdapter adapter) {
    line("adapter for", adapter.baseName());
    line("bytes", adapter.fileBytes());
    line("modules", adapter.modules().size());
    line("ranks", adapter.modules().values().stream().map(LoraModule::rank).distinct().toList());
    line("replaces", String.join(", ", adapter.savedTensors()));
  }

  private void weights(Checkpoint checkpoint) {
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
