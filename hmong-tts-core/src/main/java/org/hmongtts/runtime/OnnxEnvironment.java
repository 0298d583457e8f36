package org.hmongtts.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hmongtts.DeviceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one ONNX Runtime environment, which the application may have made before us, and
 * its end.
 *
 * <p>ONNX Runtime's Java API frees the environment in a shutdown hook, even under a session that
 * runs, and whatever speaks when a server is stopped or Ctrl-C pressed takes the JVM down
 * (onnxruntime issue 31352, the same in 1.29). Therefore a second reference, which is never given
 * back, keeps the environment, and a hook of ours ends what uses it before the JVM halts.
 */
final class OnnxEnvironment {

  private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);

  /** Runs end within a node; only a session that is being created can't be told to. */
  private static final long MOST_WAITED_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final OrtEnvironment SHARED = OrtEnvironment.getEnvironment();

  // All that is in native code: runs, and the options of sessions being created.
  private static final Set<AutoCloseable> USES = new HashSet<>();
  private static boolean ending;

  static {
    keep();
    Runtime.getRuntime().addShutdownHook(new Thread(OnnxEnvironment::end, "hmong-tts-shutdown"));
  }

  private OnnxEnvironment() {}

  static OrtEnvironment shared() {
    return SHARED;
  }

  /**
   * A use begins. The JVM waits for {@link #ended}.
   *
   * @param use a run, or the options of a session being created
   * @throws IllegalStateException if the JVM shuts down
   */
  static synchronized void begin(AutoCloseable use) {
    requireRunning();
    USES.add(use);
  }

  static synchronized void ended(AutoCloseable use) {
    USES.remove(use);
    OnnxEnvironment.class.notifyAll();
  }

  /**
   * @throws IllegalStateException if the JVM shuts down
   */
  static synchronized void requireRunning() {
    if (ending) {
      throw new IllegalStateException("the JVM shuts down");
    }
  }

  private static synchronized void end() {
    ending = true;
    try {
      for (AutoCloseable use : USES) {
        if (use instanceof OnnxRun run) {
          run.end();
        }
      }
      long deadline = System.nanoTime() + MOST_WAITED_NANOS;
      long left = MOST_WAITED_NANOS;
      while (!USES.isEmpty() && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(OnnxEnvironment.class, left);
        left = deadline - System.nanoTime();
      }
    } catch (DeviceException | InterruptedException e) {
      LOG.warn("runs may still be in flight when the JVM halts", e);
    }
  }

  /** Environments are counted by those who ask for one; only the API's Java half asks but once. */
  private static void keep() {
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      api.setAccessible(true);
      create.setAccessible(true);
      create.invoke(
          null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "");
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("the environment cannot be kept; who speaks when the JVM ends may crash it", e);
    }
  }
}
