package org.hmongtts.checkpoint.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.hmongtts.DownloadException;

/** Fuzz target; in the normal build it runs on the kept inputs only. */
class HubListingFuzzTest {

  private static final HubOptions OPTIONS =
      new HubOptions(
          URI.create("http://localhost"),
          Path.of("cache"),
          true,
          Optional.empty(),
          HubProgress.NONE);

  @FuzzTest
  void namesOnlyFilesInsideAFolderOrIsRefused(byte[] answer) throws IOException {
    HubApi api = new HubApi(new HubHttp(OPTIONS), OPTIONS.endpoint(), HubName.parse("tsev/suab"));
    try {
      Path folder = Path.of("/snapshots/commit");
      for (String name : api.read(answer).names()) {
        Path file = folder.resolve(name);
        assertThat(file.normalize()).isEqualTo(file).startsWithRaw(folder).isNotEqualTo(folder);
      }
    } catch (DownloadException expected) {
      assertThat(expected).hasMessageContaining("tsev/suab");
    }
  }
}
