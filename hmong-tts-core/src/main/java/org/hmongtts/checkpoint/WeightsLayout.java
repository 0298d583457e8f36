package org.hmongtts.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hmongtts.ModelFormatException;

/** Which files of a model folder hold its weights. */
final class WeightsLayout {

  private static final String INDEX_SUFFIX = ".index.json";

  /** In the order in which they are looked for. */
  private static final List<String> NAMES =
      List.of(
          "model.safetensors",
          "model.safetensors" + INDEX_SUFFIX,
          "pytorch_model.bin",
          "pytorch_model.bin" + INDEX_SUFFIX);

  /**
   * One file, and which of its tensors count.
   *
   * @param names those that an index places in this file; empty for all
   */
  record Shard(Path file, Optional<Set<String>> names) {}

  private WeightsLayout() {}

  /**
   * Finds the weights: the file that {@code transformers_weights} in {@code config.json} names (a
   * folder may hold several models), else the first of the usual names.
   */
  static List<Shard> find(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Path weights = named(folder).or(() -> usual(folder)).orElseThrow(() -> none(folder));
    ModelFolder.requireInside(folder, weights);
    return weights.toString().endsWith(INDEX_SUFFIX)
        ? shards(folder, weights)
        : List.of(new Shard(weights, Optional.empty()));
  }

  private static Optional<Path> named(Path folder) throws IOException {
    Path config = folder.resolve("config.json");
    if (!Files.exists(config)) {
      return Optional.empty();
    }
    ModelFolder.requireInside(folder, config);
    Optional<String> name = ConfigFile.read(config).optionalText("transformers_weights");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(ModelFolder.resolve(folder, name.get(), config));
  }

  private static Optional<Path> usual(Path folder) {
    return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }

  private static ModelFormatException none(Path folder) {
    return new ModelFormatException(
        folder
            + ": no weights found, expected one of "
            + String.join(", ", NAMES)
            + "; is it the folder of a model?");
  }

  private static List<Shard> shards(Path folder, Path index) throws IOException {
    ConfigFile map = ConfigFile.read(index).child("weight_map");
    Map<String, Set<String>> namesByFile = new TreeMap<>();
    for (String tensor : map.fields()) {
      namesByFile.computeIfAbsent(map.text(tensor), file -> new TreeSet<>()).add(tensor);
    }
    if (namesByFile.isEmpty()) {
      throw new ModelFormatException(index + ": weight_map is empty, expected tensors and files");
    }
    List<Shard> shards = new ArrayList<>();
    for (Map.Entry<String, Set<String>> entry : namesByFile.entrySet()) {
      Path file = ModelFolder.resolve(folder, entry.getKey(), index);
      ModelFolder.requireInside(folder, file);
      shards.add(new Shard(file, Optional.of(entry.getValue())));
    }
    return shards;
  }
}
