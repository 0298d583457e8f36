package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * Where models come from and where they are kept. Immutable.
 *
 * @param endpoint address of the Hub; plain {@code http} only if given so here
 * @param cache the Hub cache, which holds one folder per repository
 * @param offline whether requests are forbidden
 * @param token what private and gated models are asked for with; sent to the endpoint's host only
 * @param progress hears of downloads
 */
public record HubOptions(
    URI endpoint, Path cache, boolean offline, Optional<String> token, HubProgress progress) {

  private static final URI PUBLIC_ENDPOINT = URI.create("https://huggingface.co");
  private static final Set<String> TRUE = Set.of("1", "on", "yes", "true");
  private static final long LONGEST_TOKEN_FILE = 4096;

  public HubOptions {
    boolean web = "https".equals(endpoint.getScheme()) || "http".equals(endpoint.getScheme());
    if (!web || endpoint.getHost() == null || endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "endpoint must be the https address of a Hub, such as "
              + PUBLIC_ENDPOINT
              + ", got "
              + Excerpt.text(endpoint.toString()));
    }
    if (token.isPresent() && !token.get().matches("[!-~]+")) {
      throw new IllegalArgumentException("a token consists of visible ASCII characters only");
    }
  }

  /** The options that the variables of this process ask for. */
  public static HubOptions standard() throws IOException {
    return fromEnvironment(System.getenv(), Paths.get(System.getProperty("user.home", ".")));
  }

  /**
   * The options that environment variables ask for, as other programs that share the cache read
   * them: {@code HF_ENDPOINT}, {@code HF_HOME}, {@code HF_HUB_CACHE}, {@code HF_HUB_OFFLINE},
   * {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code XDG_CACHE_HOME}.
   *
   * @param home the user's home folder
   * @throws IllegalArgumentException if a variable has a value that cannot be used
   * @throws IOException if the file with the token cannot be read
   */
  public static HubOptions fromEnvironment(Map<String, String> environment, Path home)
      throws IOException {
    Path caches = path(environment, "XDG_CACHE_HOME", home).orElse(home.resolve(".cache"));
    Path hubHome = path(environment, "HF_HOME", home).orElse(caches.resolve("huggingface"));
    Path tokenFile = path(environment, "HF_TOKEN_PATH", home).orElse(hubHome.resolve("token"));
    String offline = text(environment, "HF_HUB_OFFLINE").orElse("").toLowerCase(Locale.ROOT);
    Optional<String> token = text(environment, "HF_TOKEN");
    return new HubOptions(
        text(environment, "HF_ENDPOINT").map(URI::create).orElse(PUBLIC_ENDPOINT),
        path(environment, "HF_HUB_CACHE", home).orElse(hubHome.resolve("hub")),
        TRUE.contains(offline),
        token.isPresent() ? token : readToken(tokenFile),
        HubProgress.NONE);
  }

  public HubOptions withEndpoint(URI other) {
    return new HubOptions(other, cache, offline, token, progress);
  }

  public HubOptions withCache(Path other) {
    return new HubOptions(endpoint, other, offline, token, progress);
  }

  public HubOptions withOffline(boolean other) {
    return new HubOptions(endpoint, cache, other, token, progress);
  }

  public HubOptions withToken(String other) {
    return new HubOptions(endpoint, cache, offline, Optional.of(other), progress);
  }

  public HubOptions withProgress(HubProgress other) {
    return new HubOptions(endpoint, cache, offline, token, other);
  }

  /** Without the token, so that no log can show it. */
  @Override
  public String toString() {
    return "HubOptions[endpoint=" + endpoint + ", cache=" + cache + ", offline=" + offline + "]";
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::trim)
        .filter(value -> !value.isEmpty());
  }

  private static Optional<Path> path(Map<String, String> environment, String name, Path home) {
    return text(environment, name)
        .map(value -> value.startsWith("~/") ? home.resolve(value.substring(2)) : Paths.get(value));
  }

  private static Optional<String> readToken(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.size(file) > LONGEST_TOKEN_FILE) {
      throw new DownloadException(
          file + ": expected a token, found " + Files.size(file) + " bytes; write it again");
    }
    String token = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).trim();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }
}
