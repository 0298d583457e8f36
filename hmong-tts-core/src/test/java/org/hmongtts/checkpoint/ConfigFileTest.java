package org.hmongtts.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hmongtts.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir Path folder;

  private Path file;

  private ConfigFile read(String json) throws IOException {
    file = folder.resolve("config.json");
    Files.writeString(file, json.replace('\'', '"'));
    return ConfigFile.read(file);
  }

  private void refuses(ThrowingCallable reading, String why) {
    assertThatThrownBy(reading)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(why);
  }

  @Test
  void readsFieldsByType() throws IOException {
    ConfigFile config =
        read(
            "{'i': 16, 'f': 1e-5, 'whole': 16.0, 'b': true, 't': 'silu', 'none': null,"
                + " 'o': {'inner': 2}, 'l': [1, 2], 's': ['a', 'b'], 'inf': Infinity}");

    assertThat(config.integer("i")).isEqualTo(16);
    assertThat(config.integer("whole")).isEqualTo(16);
    assertThat(config.number("f")).isEqualTo(1e-5);
    assertThat(config.number("i")).isEqualTo(16);
    assertThat(config.bool("b")).isTrue();
    assertThat(config.text("t")).isEqualTo("silu");
    assertThat(config.child("o").integer("inner")).isEqualTo(2);
    assertThat(config.integers("l")).containsExactly(1, 2);
    assertThat(config.texts("s")).containsExactly("a", "b");
    assertThat(config.fields()).startsWith("i", "f").hasSize(10);
  }

  @Test
  void countsNullAsAbsent() throws IOException {
    ConfigFile config = read("{'none': null}");

    assertThat(config.has("none")).isFalse();
    assertThat(config.integer("none", 7)).isEqualTo(7);
    assertThat(config.number("none", 0.5)).isEqualTo(0.5);
    assertThat(config.bool("none", true)).isTrue();
    assertThat(config.text("none", "x")).isEqualTo("x");
    assertThat(config.optionalChild("none")).isEmpty();
    assertThat(config.optionalText("missing")).isEmpty();
    refuses(() -> config.integer("none"), "field none: expected a whole number, found null");
    refuses(
        () -> config.integer("missing"), "field missing: expected a whole number, found nothing");
  }

  @Test
  void namesTheFieldOfAnotherType() throws IOException {
    ConfigFile config = read("{'o': {'x': 'a\\nb', 'n': 1.5, 'big': 3000000000, 'l': [1, 'b']}}");
    ConfigFile inner = config.child("o");

    refuses(() -> inner.integer("x"), "field o.x: expected a whole number, found \"a\\u000ab\"");
    refuses(() -> inner.integer("n"), "field o.n: expected a whole number, found 1.5");
    refuses(() -> inner.integer("big"), "field o.big: expected a whole number, found 3000000000");
    refuses(() -> inner.bool("n"), "field o.n: expected true or false, found 1.5");
    refuses(() -> inner.text("l"), "field o.l: expected a string, found a list");
    refuses(() -> inner.child("n"), "field o.n: expected an object, found 1.5");
    refuses(() -> inner.integers("l"), "field o.l: expected a whole number, found \"b\"");
    refuses(() -> inner.texts("n"), "field o.n: expected a list of strings, found 1.5");
    refuses(() -> config.number("o"), "field o: expected a finite number, found an object");
  }

  @Test
  void refusesInfiniteNumbers() throws IOException {
    for (String number : new String[] {"Infinity", "NaN", "1e999"}) {
      ConfigFile config = read("{'n': " + number + "}");
      refuses(() -> config.number("n"), "expected a finite number");
      refuses(() -> config.integer("n"), "expected a whole number");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{",
        "{'a':1}x",
        "{'a':1,'a':2}",
        "{'a':}",
        "{'a':01}",
        "null",
        "{} {}"
      })
  void refusesWhatIsNoObject(String json) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageStartingWith(folder.resolve("config.json") + ": ");
  }

  @Test
  void refusesDepthAndSize() {
    Function<String, ThrowingCallable> reading = json -> () -> read(json);
    for (String json :
        new String[] {
          "{'a':" + "[".repeat(50_000), "{'a':1" + "0".repeat(10_000) + "}", " ".repeat(17 << 20)
        }) {
      assertThatThrownBy(reading.apply(json)).isInstanceOf(ModelFormatException.class);
    }
  }
}
