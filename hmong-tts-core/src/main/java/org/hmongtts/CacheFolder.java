package org.hmongtts;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Map;

/** Where prepared weights are kept unless the caller says otherwise. */
final class CacheFolder {

  private CacheFolder() {}

  /**
   * {@code HMONG_TTS_CACHE}, else {@code hmong-tts} in {@code XDG_CACHE_HOME} or {@code ~/.cache},
   * else in the temporary folder (Android has no home folder).
   */
  static Path standard() {
    Map<String, String> environment = System.getenv();
    String own = environment.getOrDefault("HMONG_TTS_CACHE", "");
    if (!own.isEmpty()) {
      return Paths.get(own);
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!shared.isEmpty()) {
      return Paths.get(shared, "hmong-tts");
    }
    String home = System.getProperty("user.home", "");
    return home.isEmpty() || home.equals("?") || home.equals("/")
        ? Paths.get(System.getProperty("java.io.tmpdir", "."), "hmong-tts")
        : Paths.get(home, ".cache", "hmong-tts");
  }
}
