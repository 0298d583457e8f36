package org.hmongtts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The list of the embedded voice's files is true: each line of {@code manifest.sha256} is a
 * SHA-256, a size in bytes and a path.
 */
class EmbeddedVoiceFilesTest {

  private static final String FOLDER = "/org/hmongtts/voices/embedded/";
  private static final String MANIFEST = "manifest.sha256";

  private record Entry(String sha256, long size, String path) {
    static Entry parse(String line) {
      String[] fields = line.split(" ", 3);
      return new Entry(fields[0], Long.parseLong(fields[1]), fields[2]);
    }

    static Entry of(String path) throws IOException, NoSuchAlgorithmException {
      byte[] content = read(path);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Entry(HexFormat.of().formatHex(digest), content.length, path);
    }
  }

  @Test
  void everyFileIsListedWithItsSizeAndHash() throws Exception {
    List<Entry> listed = lines().map(Entry::parse).toList();
    assertThat(listed).isNotEmpty();
    for (Entry entry : listed) {
      assertThat(Entry.of(entry.path())).isEqualTo(entry);
    }
  }

  @Test
  void nothingIsThereThatIsNotListed() throws Exception {
    URI folder = EmbeddedVoiceFilesTest.class.getResource(FOLDER + MANIFEST).toURI();
    Path root = Path.of(folder).getParent();
    try (Stream<Path> files = Files.walk(root)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> root.relativize(f).toString()))
          .map(path -> path.replace('\\', '/'))
          .filteredOn(path -> !path.equals(MANIFEST))
          .containsExactlyInAnyOrderElementsOf(lines().map(Entry::parse).map(Entry::path).toList());
    }
  }

  private static Stream<String> lines() throws IOException {
    return new String(read(MANIFEST), StandardCharsets.UTF_8).lines();
  }

  private static byte[] read(String path) throws IOException {
    try (InputStream in = EmbeddedVoiceFilesTest.class.getResourceAsStream(FOLDER + path)) {
      assertThat(in).as(path).isNotNull();
      return in.readAllBytes();
    }
  }
}
