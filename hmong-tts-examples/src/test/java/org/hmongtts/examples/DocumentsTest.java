package org.hmongtts.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.hmongtts.examples.Documents.Block;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java in the documents compiles: whole programs as they are, fragments inside a method. */
class DocumentsTest {

  private static final Pattern CLASS = Pattern.compile("class (\\w+)");

  @TempDir private Path folder;

  static Stream<Block> javaBlocks() {
    return Documents.blocks("java").stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("javaBlocks")
  void itsJavaCompiles(Block block) {
    Matcher named = CLASS.matcher(block.content());
    JavaFileObject source =
        named.find()
            ? source(named.group(1), block.content())
            : source("Fragment", inAMethod(block.content()));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();

    boolean compiled =
        compiler
            .getTask(
                messages,
                null,
                null,
                List.of("-d", folder.toString(), "-proc:none", "-Xlint:none"),
                null,
                List.of(source))
            .call();

    assertThat(compiled).as(messages.toString()).isTrue();
  }

  private static String inAMethod(String fragment) {
    return """
        import java.nio.file.*;
        import java.time.*;
        import java.util.*;
        import org.hmongtts.*;
        import org.hmongtts.audio.*;
        import org.hmongtts.runtime.*;
        import org.hmongtts.text.*;
        import org.hmongtts.train.*;
        import org.hmongtts.train.dataset.*;
        import org.hmongtts.train.eval.*;
        import org.hmongtts.train.journal.*;
        final class Fragment {
          static HmongTts tts;

          static void run() throws Exception {
        %s
          }
        }
        """
        .formatted(fragment);
  }

  private static JavaFileObject source(String name, String content) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return content;
      }
    };
  }
}
