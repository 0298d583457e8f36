package org.hmongtts.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.checkpoint.ModelFolder;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * An adapter as PEFT saves it: {@code adapter_config.json} and {@code adapter_model.safetensors}.
 * Reading checks that the two agree and that every value is finite; {@link #bind} then checks it
 * against a base. LoRA, rank-stabilised LoRA and DoRA, rank and alpha patterns, saved modules and
 * biases are known; whatever else the files hold is refused. Immutable and safe for any thread.
 */
public final class PeftAdapter {

  /** Our own field: the id of the form of text that the model was fed. */
  public static final String TEXT_FORM = "hmongtts_text_form";

  /** Our own field: the id of the dialect of the text that it was trained on. */
  public static final String DIALECT = "hmongtts_dialect";

  /** Our own field: names of the voices that it was trained on, a list. */
  public static final String VOICES = "hmongtts_voices";

  /** Our own field: the temperature of sampling that suits it. */
  public static final String TEMPERATURE = "hmongtts_temperature";

  private static final String PREFIX = "base_model.model.";
  private static final int MAX_MODULE_NAME = 512;

  private final Path folder;
  private final PeftConfig config;
  private final Checkpoint weights;
  private final Map<String, LoraModule> modules;
  private final Map<String, String> saved; // base tensor to the tensor here

  private PeftAdapter(
      Path folder,
      PeftConfig config,
      Checkpoint weights,
      Map<String, LoraModule> modules,
      Map<String, String> saved) {
    this.folder = folder;
    this.config = config;
    this.weights = weights;
    this.modules = Collections.unmodifiableMap(modules);
    this.saved = Collections.unmodifiableMap(saved);
  }

  /**
   * Reads an adapter's folder.
   *
   * @throws ModelFormatException if a file is malformed, of a kind that is not supported, or the
   *     tensors are not those that the configuration describes
   * @throws IOException if the disk fails
   */
  public static PeftAdapter read(Path folder) throws IOException {
    Path configFile = file(folder, "adapter_config.json");
    PeftConfig config = PeftConfig.of(ConfigFile.read(configFile));
    Path weightsFile = file(folder, "adapter_model.safetensors", "adapter_model.bin");
    Checkpoint weights = Checkpoint.openFile(weightsFile);
    weights.requireFinite(ProgressListener.NONE);
    return new Reader(folder, weightsFile, config, weights).read();
  }

  /** The first of these files that the folder has. */
  private static Path file(Path folder, String... names) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    for (String name : names) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        return ModelFolder.requireInside(folder, file);
      }
    }
    throw new ModelFormatException(
        folder + ": has no " + names[0] + "; is it the folder of an adapter?");
  }

  /** The folder it was read from. */
  public Path folder() {
    return folder;
  }

  /** What it changes by LoRA, by the module's path in the base. */
  public Map<String, LoraModule> modules() {
    return modules;
  }

  /** The names of the base's tensors that it replaces whole. */
  public List<String> savedTensors() {
    return List.copyOf(saved.keySet());
  }

  /** The base that it was trained on, as its configuration names it. */
  public String baseName() {
    return config.baseName();
  }

  /** The id of the text form that it was trained on; empty for adapters of other makers. */
  public Optional<String> textForm() {
    return config.textForm();
  }

  /** The temperature of sampling that it advises, 0..2, if it does. */
  public Optional<Double> temperature() {
    return config.temperature();
  }

  /** The voices that it was trained on, where it records them; the main one first. */
  public List<String> voices() {
    return config.voices();
  }

  /** The id of the dialect that it was trained on; empty if it is not recorded. */
  public Optional<String> dialect() {
    return config.dialect();
  }

  /** Bytes of its weights on disk. */
  public long fileBytes() {
    return weights.fileBytes();
  }

  /**
   * Fits it to a base.
   *
   * @throws org.hmongtts.AdapterMismatchException if it was made for another: the fingerprint that
   *     it records differs, or a module or shape is not the base's
   * @throws ModelFormatException if the base's configuration is malformed
   * @throws IOException if the disk fails
   */
  public BoundAdapter bind(Checkpoint base) throws IOException {
    return new Binding(this, base).bind();
  }

  PeftConfig config() {
    return config;
  }

  Checkpoint weights() {
    return weights;
  }

  /** The adapter's own names of saved tensors, by the names that the base has for them. */
  Map<String, String> saved() {
    return saved;
  }

  /** Sorts the tensors of an adapter by what they are for; one use. */
  private static final class Reader {

    private final Path folder;
    private final Path file;
    private final PeftConfig config;
    private final Checkpoint weights;
    private final TreeSet<String> unread;

    Reader(Path folder, Path file, PeftConfig config, Checkpoint weights) {
      this.folder = folder;
      this.file = file;
      this.config = config;
      this.weights = weights;
      this.unread = new TreeSet<>(weights.tensors().keySet());
    }

    PeftAdapter read() {
      Map<String, LoraModule> modules = new TreeMap<>();
      for (String name : weights.tensors().keySet()) {
        int at = name.indexOf(".lora_A.");
        if (at > 0) {
          String module = module(name.substring(0, at));
          modules.put(module, module(module, name.substring(0, at)));
        }
      }
      Map<String, String> saved = new TreeMap<>();
      for (String name : new ArrayList<>(unread)) {
        if (!name.contains(".lora_")) {
          saved.put(savedName(name), name);
          unread.remove(name);
        }
      }
      if (!unread.isEmpty()) {
        throw wrong(
            "tensor " + Excerpt.name(unread.first()),
            "only tensors of LoRA and DoRA on" + " linear modules");
      }
      if (modules.isEmpty() && saved.isEmpty()) {
        throw wrong("the file", "at least one adapted module");
      }
      return new PeftAdapter(folder, config, weights, modules, saved);
    }

    private String module(String path) {
      if (!path.startsWith(PREFIX) || path.length() > MAX_MODULE_NAME) {
        throw wrong(
            "tensor " + Excerpt.name(path),
            "a name of at most " + MAX_MODULE_NAME + " characters that begins with " + PREFIX);
      }
      String module = path.substring(PREFIX.length());
      return module.endsWith(".base_layer")
          ? module.substring(0, module.length() - ".base_layer".length())
          : module;
    }

    private LoraModule module(String module, String path) {
      if (!config.targets(module)) {
        throw wrong("module " + Excerpt.name(module), "only modules that target_modules matches");
      }
      int rank = config.rank(module);
      TensorInfo a = matrix(path + ".lora_A.weight");
      TensorInfo b = matrix(path + ".lora_B.weight");
      if (a.shape().get(0) != rank || b.shape().get(1) != rank) {
        throw wrong(
            "module " + Excerpt.name(module),
            "rank " + rank + " as in adapter_config.json, not A " + a.shape() + ", B " + b.shape());
      }
      long out = b.shape().get(0);
      return new LoraModule(
          module,
          config.scale(module),
          rank,
          floats(a),
          floats(b),
          config.usesDora() ? Optional.of(magnitude(path, out)) : Optional.empty(),
          config.hasLoraBias()
              ? Optional.of(vector(path + ".lora_B.bias", out))
              : Optional.empty());
    }

    private float[] magnitude(String path, long out) {
      String name = path + ".lora_magnitude_vector";
      return vector(weights.contains(name) ? name : name + ".weight", out);
    }

    private TensorInfo matrix(String name) {
      TensorInfo tensor = weights.tensor(name);
      if (tensor.shape().size() != 2 || tensor.length() == 0) {
        throw wrong("tensor " + Excerpt.name(name), "a matrix, not shape " + tensor.shape());
      }
      return tensor;
    }

    private float[] vector(String name, long length) {
      return floats(weights.tensor(name, length));
    }

    private float[] floats(TensorInfo tensor) {
      unread.remove(tensor.name());
      return weights.readFloats(tensor.name());
    }

    private String savedName(String name) {
      int dot = name.lastIndexOf('.');
      if (dot < 0) {
        throw wrong("tensor " + Excerpt.name(name), "a name that begins with " + PREFIX);
      }
      String tensor = module(name.substring(0, dot)) + name.substring(dot);
      if (!config.saves(tensor)) {
        throw wrong(
            "tensor " + Excerpt.name(name), "only LoRA tensors and those of modules_to_save");
      }
      return tensor;
    }

    private ModelFormatException wrong(String what, String expected) {
      return new ModelFormatException(
          file
              + ": "
              + what
              + ": expected "
              + expected
              + "; do the weights belong to the adapter_config.json beside them?");
    }
  }
}
