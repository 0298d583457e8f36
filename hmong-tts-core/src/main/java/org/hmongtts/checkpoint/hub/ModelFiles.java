package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hmongtts.checkpoint.ConfigFile;

/**
 * Which files of a repository a model is loaded from. Weights are often there twice: CSM has 6 GB
 * in another naming beside those its configuration names, many have PyTorch's format beside
 * safetensors.
 */
final class ModelFiles {

  private static final String INDEX_SUFFIX = ".index.json";

  /** In the order in which a folder's weights are looked for. */
  private static final List<String> WEIGHTS =
      List.of(
          "adapter_model.safetensors",
          "model.safetensors",
          "model.safetensors" + INDEX_SUFFIX,
          "pytorch_model.bin",
          "pytorch_model.bin" + INDEX_SUFFIX);

  private ModelFiles() {}

  static boolean isDescription(String file) {
    return file.endsWith(".json") || file.endsWith(".yaml");
  }

  /**
   * The weights in every folder of a repository.
   *
   * @param snapshot where the repository's descriptions are
   * @param names of all files of the repository
   */
  static Set<String> weights(Path snapshot, Collection<String> names) throws IOException {
    Set<String> folders =
        names.stream()
            .map(name -> name.substring(0, name.lastIndexOf('/') + 1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> weights = new TreeSet<>();
    for (String folder : folders) {
      Optional<String> first = named(snapshot, folder, names);
      if (!first.isPresent()) {
        first = WEIGHTS.stream().map(folder::concat).filter(names::contains).findFirst();
      }
      if (first.isPresent() && first.get().endsWith(INDEX_SUFFIX)) {
        ConfigFile shards = ConfigFile.read(snapshot.resolve(first.get())).child("weight_map");
        for (String tensor : shards.fields()) {
          weights.add(folder + shards.text(tensor));
        }
      } else if (first.isPresent()) {
        weights.add(first.get());
      }
    }
    weights.retainAll(names);
    return weights;
  }

  private static Optional<String> named(Path snapshot, String folder, Collection<String> names)
      throws IOException {
    String config = folder + "config.json";
    return names.contains(config)
        ? ConfigFile.read(snapshot.resolve(config))
            .optionalText("transformers_weights")
            .map(folder::concat)
            .filter(names::contains)
        : Optional.empty();
  }
}
