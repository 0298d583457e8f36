package org.hmongtts.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {

  @Test
  void hasMainAsItsRevisionUnlessAnotherIsNamed() {
    assertThat(HubName.parse("tsev/suab")).isEqualTo(new HubName("tsev/suab", "main"));
    assertThat(HubName.parse("tsev/suab@v1.0")).isEqualTo(new HubName("tsev/suab", "v1.0"));
    assertThat(HubName.parse("tsev/suab@refs/pr/1").revision()).isEqualTo("refs/pr/1");
    assertThat(HubName.parse("tsev/suab-0.1_x").folder()).isEqualTo("models--tsev--suab-0.1_x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "suab",
        "a/b/c",
        "/a/b",
        "a//b",
        "../b",
        "a/..",
        "a/.b",
        "a/b@",
        "a/b@../x",
        "a/b@x/../y",
        "a/b@/x",
        "a/b@x/",
        "a/b@x//y",
        "a/b@x/.y",
        "a--b/c",
        "a/b c",
        "a/b@x y",
        "a/b\n",
        "a\\b/c",
        "a/b@c:d"
      })
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> HubName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("owner/name");
  }

  @Property(seed = "20261122")
  void neverLeadsOutOfTheCache(
      @ForAll
          @StringLength(max = 12)
          @Chars({'.', '/', '@', '-', '~', '\\'})
          @CharRange(from = 'a', to = 'c')
          String text) {
    HubName name;
    try {
      name = HubName.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    Path cache = Path.of("/cache");
    Path home = cache.resolve(name.folder());
    assertThat(home.normalize()).isEqualTo(home).hasParentRaw(cache);
    Path reference = home.resolve("refs").resolve(name.revision());
    assertThat(reference.normalize()).isEqualTo(reference).startsWithRaw(home.resolve("refs"));
  }
}
