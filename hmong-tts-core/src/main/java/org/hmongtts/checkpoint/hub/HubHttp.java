package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.util.Optional;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * Requests to the Hub. Redirects are followed here, not by the platform, because the token may go
 * to the Hub's own host only: storage hosts, which files are redirected to, reject it or leak it.
 */
final class HubHttp {

  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MOST_REDIRECTS = 10;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final URI endpoint;
  private final Optional<String> token;

  HubHttp(HubOptions options) {
    this.endpoint = options.endpoint();
    this.token = options.token();
  }

  /**
   * Asks for a file's headers. Redirects are followed on the Hub's host only: what describes the
   * file stands in the Hub's own last answer, not in that of a storage host.
   *
   * @return an answer of status 200, a redirect to another host, or that the file is missing
   */
  HttpURLConnection head(URI address, HubName name) throws IOException {
    URI at = address;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      HttpURLConnection answer = send("HEAD", at, true, 0);
      Optional<URI> next = redirect(answer, at);
      boolean described = answer.getHeaderField("X-Linked-Etag") != null;
      if (!next.isPresent() || described || !isHub(next.get())) {
        if (!next.isPresent() && !HubRefusal.isMissingEntry(answer)) {
          requireSuccess(answer, name);
        }
        return answer;
      }
      at = next.get();
    }
    throw tooManyRedirects(address);
  }

  /**
   * Asks for a file's content.
   *
   * @param from the first byte wanted
   * @return an answer of status 200, or 206 or 416 if {@code from} is not 0
   */
  HttpURLConnection get(URI address, HubName name, long from) throws IOException {
    URI at = address;
    boolean trusted = true;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      trusted &= isHub(at); // once away, never again
      HttpURLConnection answer = send("GET", at, trusted, from);
      Optional<URI> next = redirect(answer, at);
      if (!next.isPresent()) {
        if (from == 0 || answer.getResponseCode() != RANGE_NOT_SATISFIABLE) {
          requireSuccess(answer, name);
        }
        return answer;
      }
      answer.disconnect();
      at = next.get();
    }
    throw tooManyRedirects(address);
  }

  private HttpURLConnection send(String method, URI address, boolean trusted, long from)
      throws IOException {
    boolean allowed = "https".equals(address.getScheme()) || isPlainLikeEndpoint(address);
    if (!allowed || address.getHost() == null) {
      throw new DownloadException(
          endpoint
              + ": leads to "
              + Excerpt.name(address.toString())
              + ", expected an https address; check HF_ENDPOINT");
    }
    try {
      URLConnection opened = address.toURL().openConnection();
      if (!(opened instanceof HttpURLConnection connection)) {
        throw new DownloadException(endpoint + ": this platform has no HTTP for " + address);
      }
      connection.setRequestMethod(method);
      connection.setInstanceFollowRedirects(false);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setUseCaches(false);
      connection.setRequestProperty("User-Agent", "hmong-tts");
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (from > 0) {
        connection.setRequestProperty("Range", "bytes=" + from + "-");
      }
      if (trusted && token.isPresent()) {
        connection.setRequestProperty("Authorization", "Bearer " + token.get());
      }
      if (connection.getResponseCode() < 0) {
        throw new NetworkException(address.getHost() + " did not answer in HTTP");
      }
      return connection;
    } catch (NetworkException e) {
      throw e;
    } catch (IOException e) {
      throw new NetworkException(e);
    }
  }

  private Optional<URI> redirect(HttpURLConnection answer, URI from) throws IOException {
    int status = answer.getResponseCode();
    String location = answer.getHeaderField("Location");
    boolean redirects = status >= 301 && status <= 308 && status != 304 && status != 305;
    if (!redirects || location == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(from.resolve(URI.create(location)));
    } catch (IllegalArgumentException e) {
      throw new DownloadException(
          from.getHost() + ": redirects to no address: " + Excerpt.name(location), e);
    }
  }

  private boolean isHub(URI address) {
    return endpoint.getScheme().equals(address.getScheme())
        && endpoint.getHost().equalsIgnoreCase(address.getHost())
        && endpoint.getPort() == address.getPort();
  }

  private boolean isPlainLikeEndpoint(URI address) {
    return "http".equals(endpoint.getScheme()) && "http".equals(address.getScheme());
  }

  private void requireSuccess(HttpURLConnection answer, HubName name) throws IOException {
    int status = answer.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
      answer.disconnect();
      throw HubRefusal.of(answer, name, endpoint, token.isPresent());
    }
  }

  private static DownloadException tooManyRedirects(URI address) {
    return new DownloadException(
        address + ": redirected more than " + MOST_REDIRECTS + " times; check HF_ENDPOINT");
  }
}
