package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;

/** Turns an answer that brings no file into an error which says what to do. */
final class HubRefusal {

  private static final int TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private HubRefusal() {}

  /** Whether the repository is there but not this file of it. */
  static boolean isMissingEntry(HttpURLConnection answer) throws IOException {
    return answer.getResponseCode() == HttpURLConnection.HTTP_NOT_FOUND
        && "EntryNotFound".equals(answer.getHeaderField("X-Error-Code"));
  }

  /**
   * @param endpoint the Hub's address, for pages to visit
   * @param withToken whether a token was at hand
   * @throws NetworkException if asking again may help
   * @throws DownloadException otherwise
   */
  static DownloadException of(
      HttpURLConnection answer, HubName name, URI endpoint, boolean withToken)
      throws NetworkException {
    int status = status(answer);
    String host = answer.getURL().getHost();
    if (status >= 500 || status == TIMEOUT || status == TOO_MANY_REQUESTS) {
      throw new NetworkException(host + " answered with status " + status);
    }
    String page = endpoint + "/" + name.repository();
    return new DownloadException(
        name
            + ": "
            + switch (code(answer, status)) {
              case "GatedRepo" ->
                  "is gated. Accept its terms at "
                      + page
                      + " in a browser, then set HF_TOKEN to a token of the same account"
                      + (withToken ? "; the one that was sent has no access" : "");
              case "RepoNotFound" ->
                  "not found at "
                      + page
                      + ", or private. Check the name; for a private model set HF_TOKEN to a"
                      + " token that may read it";
              case "RevisionNotFound" ->
                  "has no revision " + name.revision() + "; see the branches and tags at " + page;
              case "EntryNotFound" ->
                  "has no file " + Excerpt.name(answer.getURL().getPath()) + "; see " + page;
              default -> host + " answered with status " + status + "; try again later";
            }
            + Optional.ofNullable(answer.getHeaderField("X-Error-Message"))
                .map(said -> " (the Hub says: " + Excerpt.name(said) + ")")
                .orElse(""));
  }

  private static String code(HttpURLConnection answer, int status) {
    String code = answer.getHeaderField("X-Error-Code");
    if (code != null) {
      return code;
    }
    return switch (status) {
      case HttpURLConnection.HTTP_UNAUTHORIZED -> "RepoNotFound"; // so it hides what is private
      case HttpURLConnection.HTTP_FORBIDDEN -> "GatedRepo";
      default -> "";
    };
  }

  private static int status(HttpURLConnection answer) throws NetworkException {
    try {
      return answer.getResponseCode();
    } catch (IOException e) {
      throw new NetworkException(e);
    }
  }
}
