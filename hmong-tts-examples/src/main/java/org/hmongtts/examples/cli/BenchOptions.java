package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.DeviceException;
import org.hmongtts.LoadOptions;
import org.hmongtts.runtime.ExecutionProvider;
import org.hmongtts.train.report.ReportFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a part of the library is measured, and where the figures go. */
final class BenchOptions {

  @Option(
      names = {"--provider", "--device"},
      defaultValue = "cpu",
      paramLabel = "NAME",
      description = "cpu, cuda or cuda:1; default ${DEFAULT-VALUE}.")
  private ExecutionProvider provider;

  @Option(names = "--cache", paramLabel = "DIR", description = "Folder of prepared weights.")
  private Optional<Path> cache;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Gets all figures as JSON.")
  private Optional<Path> out;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  ExecutionProvider provider() {
    return provider;
  }

  boolean onGpu() {
    return provider instanceof ExecutionProvider.Cuda;
  }

  Path cacheFolder() {
    return cache.orElseGet(() -> LoadOptions.builder().build().cacheFolder());
  }

  /** Something that needs the device. */
  interface OnDevice<T> {
    T get() throws IOException;
  }

  /**
   * Opens what needs the device; that there is none is a wrong call, never a reason for another.
   */
  <T> T open(OnDevice<T> opening) throws IOException {
    try {
      return opening.get();
    } catch (DeviceException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** A report that says on what it was measured. */
  ObjectNode report() {
    ObjectNode report = new ObjectMapper().createObjectNode();
    ObjectNode machine = report.putObject("machine");
    BenchCommand.machine(machine);
    machine.put("device", provider.name());
    gpuName().ifPresent(name -> machine.put("gpu", name));
    return report;
  }

  /**
   * @throws IllegalArgumentException if the value of an option is less than it may be
   */
  static void require(int value, int least, String option) {
    if (value < least) {
      throw new IllegalArgumentException(option + " must be " + least + " or more, got " + value);
    }
  }

  /** Prints the named figures, a line each; those that are not there are left out. */
  void print(ObjectNode figures, String... fields) {
    for (String field : fields) {
      if (figures.has(field)) {
        spec.commandLine().getOut().printf("%-30s %s%n", field, figures.get(field).asText());
      }
    }
  }

  /** Writes all figures, where that is asked for. */
  void save(ObjectNode report) throws IOException {
    if (out.isPresent()) {
      ReportFile.write(out.get(), report.toPrettyString() + "\n");
    }
  }

  /** A GPU's name and driver as NVIDIA's own tool tells them. */
  private Optional<String> gpuName() {
    if (!(provider instanceof ExecutionProvider.Cuda cuda)) {
      return Optional.empty();
    }
    ProcessBuilder tool =
        new ProcessBuilder(
            "nvidia-smi",
            "--query-gpu=name,driver_version",
            "--format=csv,noheader",
            "--id=" + cuda.device());
    try {
      Process process = tool.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        return Optional.ofNullable(lines.readLine());
      }
    } catch (IOException e) {
      return Optional.empty(); // not installed: the figures count without the name
    }
  }
}
