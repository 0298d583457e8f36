package org.hmongtts.checkpoint.hub;

import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;

/**
 * What the Hub says of a file.
 *
 * @param name path in the repository, with {@code /}
 * @param commit the commit it was asked for at
 * @param etag names the content: the SHA-256 of a large file, the git blob hash of a small one
 * @param size in bytes
 */
record HubFile(String name, String commit, String etag, long size) {

  // It becomes the name of a file in the cache, so nothing else may come through.
  private static final Pattern ETAG = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,127}");

  static HubFile of(String name, HttpURLConnection answer) {
    String etag = header(answer, "X-Linked-Etag", "ETag").replaceFirst("^W/", "").replace("\"", "");
    String commit = header(answer, "X-Repo-Commit", "X-Repo-Commit");
    String size = header(answer, "X-Linked-Size", "Content-Length");
    if (!ETAG.matcher(etag).matches() || etag.contains("..") || !HubName.isCommit(commit)) {
      throw incomplete(name, "commit " + Excerpt.text(commit) + ", ETag " + Excerpt.text(etag));
    }
    if (!size.matches("[0-9]{1,18}")) {
      throw incomplete(name, "size " + Excerpt.text(size));
    }
    return new HubFile(name, commit, etag, Long.parseLong(size));
  }

  /**
   * Checks a name that the Hub gives: it must stay inside the folder it is put in.
   *
   * @throws DownloadException if it does not
   */
  static String checkedName(String name, HubName repository) {
    boolean plain = !name.isEmpty() && name.length() <= 1024;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      plain &= c >= ' ' && c != 0x7F && c != '\\' && c != ':';
    }
    for (String part : name.split("/", -1)) {
      plain &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (!plain) {
      throw new DownloadException(
          repository
              + ": has a file named "
              + Excerpt.text(name)
              + ", which leads out of a folder; do not use this model");
    }
    return name;
  }

  private static String header(HttpURLConnection answer, String first, String second) {
    return Optional.ofNullable(answer.getHeaderField(first))
        .orElse(Optional.ofNullable(answer.getHeaderField(second)).orElse(""));
  }

  private static DownloadException incomplete(String name, String found) {
    return new DownloadException(
        Excerpt.name(name)
            + ": expected a commit, an ETag and a size in the answer, found "
            + found
            + "; check that HF_ENDPOINT is the address of a Hub");
  }
}
