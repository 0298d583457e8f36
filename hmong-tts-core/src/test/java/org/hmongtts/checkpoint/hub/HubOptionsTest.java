package org.hmongtts.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubOptionsTest {

  @TempDir Path home;

  @Test
  void withoutVariablesAreThePublicOnes() throws IOException {
    HubOptions options = HubOptions.fromEnvironment(Map.of(), home);
    assertThat(options.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(options.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(options.offline()).isFalse();
    assertThat(options.token()).isEmpty();
  }

  @ParameterizedTest(name = "{0}={1} gives {2}")
  @CsvSource({
    "XDG_CACHE_HOME, /xdg, /xdg/huggingface/hub",
    "HF_HOME, /hf, /hf/hub",
    "HF_HUB_CACHE, /cache, /cache",
    "HF_HUB_CACHE, ' ', HOME/.cache/huggingface/hub",
    "HF_HOME, ~/hf, HOME/hf/hub"
  })
  void placeTheCache(String variable, String value, String cache) throws IOException {
    assertThat(HubOptions.fromEnvironment(Map.of(variable, value), home).cache())
        .isEqualTo(Path.of(cache.replace("HOME", home.toString())));
  }

  @ParameterizedTest(name = "HF_HUB_OFFLINE={0} is {1}")
  @CsvSource({
    "1, true",
    "YES, true",
    "on, true",
    "True, true",
    "0, false",
    "no, false",
    "'', false"
  })
  void mayForbidRequests(String value, boolean offline) throws IOException {
    assertThat(HubOptions.fromEnvironment(Map.of("HF_HUB_OFFLINE", value), home).offline())
        .isEqualTo(offline);
  }

  @Test
  void takeTheTokenFromTheVariableBeforeTheFile() throws IOException {
    Path file = Files.writeString(home.resolve("token"), "hf_file\n");
    Map<String, String> withFile = Map.of("HF_HOME", home.toString());
    Map<String, String> withPath = Map.of("HF_TOKEN_PATH", file.toString());
    Map<String, String> withBoth =
        Map.of("HF_TOKEN_PATH", file.toString(), "HF_TOKEN", " hf_variable ");
    assertThat(HubOptions.fromEnvironment(withFile, home).token()).hasValue("hf_file");
    assertThat(HubOptions.fromEnvironment(withPath, home).token()).hasValue("hf_file");
    assertThat(HubOptions.fromEnvironment(withBoth, home).token()).hasValue("hf_variable");
  }

  @Test
  void doNotShowTheToken() throws IOException {
    HubOptions options = HubOptions.fromEnvironment(Map.of("HF_TOKEN", "hf_secret"), home);
    assertThat(options.toString()).doesNotContain("hf_secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://hub", "hub", "file:///x", "https://", "https://me:pw@hub", "a b"})
  void refuseAnEndpointThatIsNoWebAddress(String endpoint) {
    assertThatThrownBy(() -> HubOptions.fromEnvironment(Map.of("HF_ENDPOINT", endpoint), home))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refuseATokenThatCouldForgeAHeader() {
    assertThatThrownBy(() -> HubOptions.fromEnvironment(Map.of("HF_TOKEN", "a\r\nHost: b"), home))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("Host");
  }
}
