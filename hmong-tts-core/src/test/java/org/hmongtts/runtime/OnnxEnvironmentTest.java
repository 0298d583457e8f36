package org.hmongtts.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hmongtts.BaseModel;
import org.hmongtts.HmongTts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM ends while it speaks, as a server does that is stopped. */
class OnnxEnvironmentTest {

  private static final int EXIT = 3;
  private static final String HEARD = "heard: ";

  @TempDir private Path folder;

  @Test
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
    assertThat(process.exitValue()).as(() -> read(output)).isEqualTo(EXIT);
    assertThat(Files.readAllLines(output).stream().filter(line -> line.startsWith(HEARD)))
        .hasSize(Speaker.THREADS)
        .containsOnly(HEARD + "the JVM shuts down");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Speaks without end, on several threads, and exits in the middle of it. */
  static final class Speaker {

    private static final int THREADS = 4;

    private Speaker() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      CountDownLatch speaking = new CountDownLatch(THREADS);
      Queue<RuntimeException> heard = new ConcurrentLinkedQueue<>();
      HmongTts tts = HmongTts.load(BaseModel.embedded());
      List<Thread> speakers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Thread speaker = new Thread(() -> speak(tts, speaking, heard));
        speaker.setDaemon(true);
        speaker.start();
        speakers.add(speaker);
      }
      speaking.await();
      // Runs beside ONNX Runtime's hook, and so lets the speakers go on after that.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(speakers, heard)));
      System.exit(EXIT);
    }

    private static void speak(
        HmongTts tts, CountDownLatch speaking, Queue<RuntimeException> heard) {
      try {
        while (true) {
          tts.speak("Nyob zoo");
          speaking.countDown();
        }
      } catch (RuntimeException e) {
        heard.add(e);
      }
    }

    private static void tell(List<Thread> speakers, Queue<RuntimeException> heard) {
      try {
        for (Thread speaker : speakers) {
          speaker.join(TimeUnit.SECONDS.toMillis(20));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      heard.forEach(e -> System.out.println(HEARD + e.getMessage()));
    }
  }
}
