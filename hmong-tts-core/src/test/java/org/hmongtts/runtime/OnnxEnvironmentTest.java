package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A JVM ends while it speaks, as a server does that is stopped. */
class OnnxEnvironmentTest {

  @TempDir private Path folder;

  @RepeatedTest(3)
  void jvmThatEndsWhileItSpeaksDoesNotCrash() throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:ErrorFile=" + folder.resolve("crash"),
                "-cp",
                System.getProperty("java.class.path"),
                Speaker.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(folder.resolve("crash")).doesNotExist();
    assertThat(process.exitValue()).as(() -> read(output)).isEqualTo(3);
    assertThat(read(output)).contains("heard: the JVM shuts down");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Speaks without end and exits in the middle of it. */
  static final class Speaker {

    private Speaker() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      CountDownLatch speaking = new CountDownLatch(2);
      AtomicReference<RuntimeException> heard = new AtomicReference<>();
      HmongTts tts = HmongTts.load(BaseModel.embedded());
      Thread speaker =
          new Thread(
              () -> {
                try {
                  for (List<String> words = List.of("Nyob zoo", "Ua tsaug"); true; ) {
                    words.forEach(text -> tts.speak(text));
                    speaking.countDown();
                  }
                } catch (RuntimeException e) {
                  heard.set(e);
                }
              });
      speaker.setDaemon(true);
      speaker.start();
      speaking.await();
      // ONNX Runtime's hook runs beside this one, which gives the speaker time to go on without it.
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      speaker.join(TimeUnit.SECONDS.toMillis(20));
                    } catch (InterruptedException e) {
                      heard.set(new IllegalStateException(e));
                    }
                    System.out.println("heard: " + heard.get().getMessage());
                  }));
      System.exit(3);
    }
  }
}
