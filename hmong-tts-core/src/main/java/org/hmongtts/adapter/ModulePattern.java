package org.hmongtts.adapter;

import java.util.List;
import java.util.stream.Collectors;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.tokenizer.LinearPattern;

/** Which modules one field of {@code adapter_config.json} means, in the ways that PEFT has. */
@FunctionalInterface
interface ModulePattern {

  /** Stands for every linear module but the output head. */
  String ALL_LINEAR = "all-linear";

  boolean matches(String module);

  /**
   * Reads a field that is a list of names, each meaning the modules whose path ends with it, or a
   * regular expression for the whole path; a field that is absent means none.
   */
  static ModulePattern read(ConfigFile config, String field) {
    if (!config.has(field)) {
      return module -> false;
    }
    if (!config.isText(field)) {
      List<String> names = config.texts(field);
      return module -> names.stream().anyMatch(name -> endsWith(module, name));
    }
    String text = config.text(field);
    if (text.equals(ALL_LINEAR)) {
      return module -> true; // which ones are linear, the base's shapes tell
    }
    LinearPattern pattern = LinearPattern.compile(where(config, field), text);
    return pattern::matches;
  }

  /** A key of {@code rank_pattern} or {@code alpha_pattern}: an expression for the path's end. */
  static ModulePattern ofKey(ConfigFile config, String field, String key) {
    LinearPattern pattern =
        LinearPattern.compile(where(config, field), "(?:.*\\.)?(?:" + key + ")");
    return pattern::matches;
  }

  /** Keeps modules of some layers only: those whose number follows a component of that name. */
  static ModulePattern ofLayers(ConfigFile config) {
    if (!config.isSet("layers_to_transform")) {
      return module -> true;
    }
    List<Integer> layers =
        config.isList("layers_to_transform")
            ? config.integers("layers_to_transform")
            : List.of(config.integer("layers_to_transform"));
    List<String> containers =
        !config.isSet("layers_pattern")
            ? List.of()
            : config.isText("layers_pattern")
                ? List.of(config.text("layers_pattern"))
                : config.texts("layers_pattern");
    List<String> numbers = layers.stream().map(String::valueOf).collect(Collectors.toList());
    return module -> numbers.contains(layer(module, containers));
  }

  /** The last component that is a number inside one of the containers; "" if there is none. */
  private static String layer(String module, List<String> containers) {
    String[] path = module.split("\\.");
    for (int i = path.length - 2; i >= 2; i--) {
      if (path[i].chars().allMatch(c -> c >= '0' && c <= '9')
          && (containers.isEmpty() || containers.contains(path[i - 1]))) {
        return path[i];
      }
    }
    return "";
  }

  /** Whether a path is a name, or ends with a dot and the name. */
  static boolean endsWith(String module, String name) {
    return module.equals(name) || module.endsWith("." + name);
  }

  private static String where(ConfigFile config, String field) {
    return config.file() + ": field " + field;
  }
}
