package org.hmongtts.train.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What a run was made with, for whoever wants to repeat it. */
final class Versions {

  private Versions() {}

  static Map<String, String> ofThisProcess() {
    Map<String, String> versions = new TreeMap<>(ofTheBuild());
    versions.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    versions.put("architecture", System.getProperty("os.arch"));
    versions.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return versions;
  }

  /** Written by the build: manifests are merged into one where the program is a single jar. */
  private static Map<String, String> ofTheBuild() {
    Properties properties = new Properties();
    try (InputStream in = Versions.class.getResourceAsStream("versions.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> versions = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> versions.put(n, properties.getProperty(n)));
    return versions;
  }
}
