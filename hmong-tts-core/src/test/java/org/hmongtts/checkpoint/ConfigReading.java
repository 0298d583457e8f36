package org.hmongtts.checkpoint;

import java.util.List;
import java.util.function.Consumer;
import org.hmongtts.ModelFormatException;

/** Asks a configuration for everything that it has, in every way there is. */
final class ConfigReading {

  private ConfigReading() {}

  /** Any getter may refuse a field; none may do anything else. */
  static void useAll(ConfigFile config) {
    List<Consumer<String>> getters =
        List.of(
            config::integer,
            config::number,
            config::bool,
            config::text,
            config::optionalText,
            config::optionalInteger,
            config::integers,
            config::texts,
            config::isSet,
            field -> config.describe(field, "x", field),
            field -> useAll(config.child(field)));
    for (String field : config.fields()) {
      for (Consumer<String> getter : getters) {
        try {
          getter.accept(field);
        } catch (ModelFormatException refused) {
          if (!refused.getMessage().startsWith(config.file() + ": field ")) {
            throw new AssertionError(refused);
          }
        }
      }
    }
  }
}
