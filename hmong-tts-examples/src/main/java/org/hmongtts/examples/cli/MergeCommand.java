package org.hmongtts.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hmongtts.BaseModel;
import org.hmongtts.LoadOptions;
import org.hmongtts.adapter.AdapterMerge;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.checkpoint.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code merge}: writes a base and an adapter as one plain model. */
@Command(
    name = "merge",
    description = "Writes a base and an adapter as one model: one voice at the base's full speed.",
    mixinStandardHelpOptions = true)
final class MergeCommand implements Callable<Integer> {

  @Option(
      names = "--base",
      defaultValue = "embedded",
      paramLabel = "BASE",
      description = "embedded, a folder, or owner/name on the Hub; default ${DEFAULT-VALUE}.")
  private BaseModel base;

  @Option(
      names = "--lora",
      required = true,
      paramLabel = "DIR",
      description = "An adapter (PEFT folder).")
  private Path lora;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "A new folder.")
  private Path out;

  @Option(
      names = "--strength",
      defaultValue = "1",
      paramLabel = "X",
      description = "Factor on the adapter's change; default ${DEFAULT-VALUE}.")
  private float strength;

  @Option(
      names = "--f32",
      description = "Write 32-bit floats: 16-bit ones lose part of a small change.")
  private boolean float32;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (Progress progress = Progress.onTerminal()) {
      LoadOptions options = LoadOptions.builder().progress(progress::bytes).build();
      Checkpoint checkpoint = Checkpoint.open(base.folder(options));
      AdapterMerge merge =
          AdapterMerge.of(PeftAdapter.read(lora).bind(checkpoint)).strength(strength);
      (float32 ? merge.inFloat32() : merge).write(out, progress::bytes);
    }
    spec.commandLine().getOut().println("wrote " + out);
    return 0;
  }
}
