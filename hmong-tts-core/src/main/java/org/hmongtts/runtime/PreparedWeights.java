package org.hmongtts.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.TreeSet;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.DType;
import org.hmongtts.checkpoint.Floats;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.checkpoint.SafetensorsFile;
import org.hmongtts.checkpoint.SafetensorsWriter;
import org.hmongtts.checkpoint.TensorInfo;

/**
 * Weights made from a checkpoint once and kept in a cache folder: converted, folded or quantised.
 * The file is mapped like any other checkpoint, so that it costs disk space and no private memory.
 *
 * <p>A file lies in {@code <cache>/prepared/<key>/model.safetensors}. The key is a hash of what was
 * done, of the source's fingerprint, and of the size and time of change of each source file, so
 * that an edit of a single weight makes another key although the fingerprint only samples.
 */
public final class PreparedWeights {

  private static final String KEY = "hmongtts.key";
  private static final int CHUNK = 1 << 14; // elements converted at a time; stays in the cache

  // Two threads of a process that want the same file wait for one another; those that want
  // different files seldom share a lock.
  private static final Object[] LOCKS = new Object[16];

  static {
    for (int i = 0; i < LOCKS.length; i++) {
      LOCKS[i] = new Object();
    }
  }

  /** Says what a prepared file holds. */
  @FunctionalInterface
  public interface Recipe {

    /**
     * Declares the tensors of the file; their bodies are asked for later, one at a time.
     *
     * @throws ModelFormatException if the source is not what this recipe is for
     */
    void declare(Checkpoint source, SafetensorsWriter out);
  }

  private PreparedWeights() {}

  /**
   * Opens the weights that a recipe makes from a checkpoint, making them first if they are not in
   * the cache, or are damaged there. Safe for any number of threads and processes.
   *
   * @param cacheFolder made if missing
   * @param recipe its name and version, such as {@code "f32-1"}: another version is another file
   * @throws ModelFormatException if the source cannot be prepared so, or is not finite
   * @throws IOException if the cache folder or the source cannot be read or written
   */
  public static Checkpoint open(Path cacheFolder, Checkpoint source, String recipe, Recipe writer)
      throws IOException {
    String key = key(source, recipe);
    Path file = cacheFolder.resolve("prepared").resolve(key).resolve("model.safetensors");
    synchronized (LOCKS[Math.floorMod(key.hashCode(), LOCKS.length)]) {
      if (!isIntact(file, key)) {
        source.requireFinite(ProgressListener.NONE);
        SafetensorsWriter out = new SafetensorsWriter().metadata(KEY, key);
        writer.declare(source, out);
        write(cacheFolder, file, key, out);
      }
      return Checkpoint.openFile(file);
    }
  }

  /**
   * The F16 and BF16 tensors of a checkpoint as F32, exactly; tensors of other types are not in it.
   *
   * @throws IOException if the cache folder or the source cannot be read or written
   */
  public static Checkpoint float32(Path cacheFolder, Checkpoint source) throws IOException {
    return open(
        cacheFolder,
        source,
        "f32-1",
        (from, out) -> {
          for (TensorInfo tensor : from.tensors().values()) {
            if (tensor.dtype() == DType.F16 || tensor.dtype() == DType.BF16) {
              out.add(
                  tensor.name(),
                  DType.F32,
                  tensor.dimensions(),
                  channel -> widen(tensor, from.map(tensor.name()), channel));
            }
          }
        });
  }

  private static void widen(TensorInfo tensor, ByteBuffer bytes, WritableByteChannel out)
      throws IOException {
    int elements = Math.toIntExact(tensor.elements());
    float[] values = new float[Math.min(CHUNK, elements)];
    ByteBuffer target =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < elements; at += values.length) {
      int count = Math.min(values.length, elements - at);
      Floats.read(bytes, tensor.dtype(), at, values, count);
      target.clear();
      Floats.write(values, count, DType.F32, target);
      target.flip();
      out.write(target);
    }
  }

  /** Whether the file is whole and was made for this key; what is inside was checked when made. */
  private static boolean isIntact(Path file, String key) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      return key.equals(SafetensorsFile.open(file).metadata().get(KEY));
    } catch (ModelFormatException e) {
      return false;
    }
  }

  private static void write(Path cacheFolder, Path file, String key, SafetensorsWriter out)
      throws IOException {
    try {
      Files.createDirectories(file.getParent());
      out.write(file);
    } catch (IOException e) {
      if (isIntact(file, key)) {
        return; // another process was faster, and holds the file
      }
      throw new IOException(
          cacheFolder
              + ": prepared weights cannot be written there ("
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "); free some disk space or choose another cache folder",
          e);
    }
  }

  private static String key(Checkpoint source, String recipe) throws IOException {
    TreeSet<Path> files = new TreeSet<>();
    source.tensors().values().forEach(tensor -> files.add(tensor.file()));
    StringBuilder identity = new StringBuilder(recipe).append('\n').append(source.fingerprint());
    for (Path file : files) {
      identity.append('\n').append(Files.size(file));
      identity.append(' ').append(Files.getLastModifiedTime(file).toMillis());
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(identity.toString().getBytes(StandardCharsets.UTF_8));
      StringBuilder hex = new StringBuilder();
      for (byte b : hash) {
        hex.append(String.format("%02x", b));
      }
      return hex.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
