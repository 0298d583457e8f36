package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.hmongtts.DownloadException;

/**
 * Brings one file's content into the cache. It grows beside its place under a name of its own, goes
 * on where an earlier attempt, even of a killed process, has ended, and moves into its place only
 * when size and hash are right.
 */
final class BlobDownload {

  private static final int REPORT_BYTES = 1 << 20;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final HubHttp http;
  private final HubName repository;
  private final HubFile file;
  private final URI address;
  private final Path target;
  private final Path unfinished;
  private final HubProgress progress;

  BlobDownload(
      HubHttp http,
      HubName repository,
      HubFile file,
      URI address,
      HubCache cache,
      HubProgress progress) {
    this.http = http;
    this.repository = repository;
    this.file = file;
    this.address = address;
    this.target = cache.blob(file.etag());
    this.unfinished = cache.unfinished(file.etag());
    this.progress = progress;
  }

  /**
   * @throws NetworkException if the connection failed too often
   * @throws DownloadException if what comes is not what was announced
   * @throws IOException if the disk fails or is full
   */
  void run(Retries.Pause pause) throws IOException {
    Files.createDirectories(target.getParent());
    requireSpace();
    Retries retries = new Retries(pause);
    boolean resumed = size() > 0;
    long most = size();
    while (true) {
      try {
        transfer();
        if (ContentHash.matches(unfinished, file.etag())) {
          Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
          return;
        }
        Files.delete(unfinished);
        if (!resumed) {
          throw wrongContent();
        }
        resumed = false; // what an earlier attempt left may have been wrong; once from the start
      } catch (NetworkException e) {
        if (size() > most) {
          most = size();
          retries.progressed();
        }
        retries.afterFailure(e);
      }
    }
  }

  private void transfer() throws IOException {
    long from = size();
    if (from > file.size()) {
      Files.delete(unfinished);
      from = 0;
    }
    if (from < file.size() || from == 0) {
      HttpURLConnection answer = http.get(address, repository, from);
      try {
        receive(answer, startOf(answer, from));
      } finally {
        answer.disconnect();
      }
    }
    progress.progress(file.name(), file.size(), file.size());
  }

  /** Where the answer's bytes belong: a server may ignore from where it was asked to begin. */
  private long startOf(HttpURLConnection answer, long from) throws IOException {
    int status = answer.getResponseCode();
    if (status == HttpURLConnection.HTTP_OK) {
      return 0;
    }
    String range = answer.getHeaderField("Content-Range");
    if (status == RANGE_NOT_SATISFIABLE
        || range == null
        || !range.startsWith("bytes " + from + "-")) {
      Files.deleteIfExists(unfinished);
      throw new NetworkException("asked for bytes from " + from + ", offered another range");
    }
    return from;
  }

  private void receive(HttpURLConnection answer, long start) throws IOException {
    try (InputStream in = content(answer);
        FileChannel out =
            FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(start);
      out.position(start);
      byte[] buffer = new byte[1 << 16];
      long done = start;
      long reported = start;
      for (int read; (read = read(in, buffer)) >= 0; ) {
        done += read;
        if (done > file.size()) {
          Files.delete(unfinished);
          throw tooLong();
        }
        for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
          out.write(bytes);
        }
        if (done - reported >= REPORT_BYTES) {
          progress.progress(file.name(), done, file.size());
          reported = done;
        }
        if (Thread.interrupted()) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException(file.name() + ": interrupted while downloading");
        }
      }
      if (done < file.size()) {
        throw new NetworkException(
            "the connection ended after " + done + " of " + file.size() + " bytes");
      }
      out.force(false);
    }
  }

  private static InputStream content(HttpURLConnection answer) throws NetworkException {
    try {
      return answer.getInputStream();
    } catch (IOException e) {
      throw new NetworkException(e);
    }
  }

  private static int read(InputStream in, byte[] buffer) throws NetworkException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new NetworkException(e);
    }
  }

  private void requireSpace() throws IOException {
    long free = Files.getFileStore(target.getParent()).getUsableSpace();
    long needed = file.size() - Math.min(size(), file.size());
    if (free < needed) {
      throw new IOException(
          target.getParent()
              + ": "
              + file.name()
              + " needs "
              + needed
              + " bytes more, the disk has "
              + free
              + " free; make room, or set HF_HUB_CACHE to a folder on another disk");
    }
  }

  private long size() throws IOException {
    return Files.exists(unfinished) ? Files.size(unfinished) : 0;
  }

  private DownloadException wrongContent() {
    return new DownloadException(
        repository
            + ": "
            + file.name()
            + " arrived with another hash than the Hub gives for it, "
            + file.etag()
            + "; it was thrown away. Start again; if it stays so, something between here and the"
            + " Hub changes files.");
  }

  private DownloadException tooLong() {
    return new DownloadException(
        repository
            + ": "
            + file.name()
            + " is longer than the "
            + file.size()
            + " bytes that the Hub gives for it; start again");
  }
}
