package org.hmongtts.checkpoint.hub;

import java.util.regex.Pattern;
import org.hmongtts.checkpoint.Excerpt;

/**
 * A model repository at one revision.
 *
 * @param repository {@code owner/name}
 * @param revision a branch, tag or commit
 */
record HubName(String repository, String revision) {

  private static final String PART = "[A-Za-z0-9][A-Za-z0-9_.-]{0,95}";
  private static final Pattern REPOSITORY = Pattern.compile(PART + "/" + PART);
  private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  HubName {
    boolean plain =
        REPOSITORY.matcher(repository).matches()
            && REVISION.matcher(revision).matches()
            && !(repository + "/" + revision).contains("..")
            && !repository.contains("--")
            && !revision.contains("//")
            && !revision.contains("/.")
            && !revision.endsWith("/");
    if (!plain) {
      throw new IllegalArgumentException(
          "a model on the Hub is named owner/name or owner/name@revision, found "
              + Excerpt.text(repository + "@" + revision));
    }
  }

  /**
   * @param text {@code owner/name}, optionally with {@code @revision}; else it is {@code main}
   * @throws IllegalArgumentException if it is no such name
   */
  static HubName parse(String text) {
    int at = text.indexOf('@');
    return at < 0
        ? new HubName(text, "main")
        : new HubName(text.substring(0, at), text.substring(at + 1));
  }

  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  /** The name of this repository's folder in a Hub cache. */
  String folder() {
    return "models--" + repository.replace("/", "--");
  }

  @Override
  public String toString() {
    return revision.equals("main") ? repository : repository + "@" + revision;
  }
}
