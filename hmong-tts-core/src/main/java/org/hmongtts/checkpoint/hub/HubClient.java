package org.hmongtts.checkpoint.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hmongtts.DownloadException;
import org.hmongtts.checkpoint.Excerpt;
import org.hmongtts.checkpoint.hub.HubApi.Contents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds models by their name on the Hub, in the local Hub cache or by downloading them into it.
 * Thread-safe, in many processes at once too: each content is downloaded by one of them while the
 * others wait.
 *
 * <p>A branch or tag that has been resolved once stays at its commit, and no request is made for
 * what is complete; remove {@code refs} in the repository's folder of the cache to look again.
 */
public final class HubClient {

  private static final Logger LOG = LoggerFactory.getLogger(HubClient.class);

  private final HubOptions options;
  private final HubHttp http;
  private final Retries.Pause pause;
  private final HubCache.Links links;

  public HubClient(HubOptions options) {
    this(
        options,
        time -> Thread.sleep(time.toMillis()),
        (link, target) -> Files.createSymbolicLink(link, target));
  }

  HubClient(HubOptions options, Retries.Pause pause, HubCache.Links links) {
    this.options = options;
    this.http = new HubHttp(options);
    this.pause = pause;
    this.links = links;
  }

  /**
   * A folder with the wanted files of a repository, which may hold others too.
   *
   * @param repository {@code owner/name}, or {@code owner/name@revision} with a branch, tag or
   *     commit
   * @param wanted says of a file's path in the repository, with {@code /}, whether it is needed
   * @return the snapshot in the cache; its files are links to content beside it
   * @throws IllegalArgumentException if {@code repository} is no such name
   * @throws DownloadException if it cannot be had; the message says what to do
   * @throws IOException if the disk fails or is full
   */
  public Path snapshot(String repository, Predicate<String> wanted) throws IOException {
    Session session = new Session(HubName.parse(repository));
    return session.complete(session.contents(), wanted);
  }

  /**
   * A folder with the files that a model is loaded from: all descriptions ({@code .json}, {@code
   * .yaml}), and in each folder of the repository the weights that {@code
   * org.hmongtts.checkpoint.Checkpoint} takes, without their copies in other formats.
   *
   * @see #snapshot
   */
  public Path model(String repository) throws IOException {
    Session session = new Session(HubName.parse(repository));
    Contents contents = session.contents();
    Path folder = session.complete(contents, ModelFiles::isDescription);
    Set<String> weights = ModelFiles.weights(folder, contents.names());
    return session.complete(
        contents, file -> ModelFiles.isDescription(file) || weights.contains(file));
  }

  /**
   * One file of a repository, if it has it. That it has none is remembered, for the commit at hand.
   *
   * @param file path in the repository, with {@code /}
   * @return the file in the cache; empty if the repository has none of this name
   * @see #snapshot
   */
  public Optional<Path> file(String repository, String file) throws IOException {
    Session session = new Session(HubName.parse(repository));
    return session.file(HubFile.checkedName(file, session.name));
  }

  /** What is done for one call. */
  private final class Session {
    private final HubName name;
    private final HubCache cache;
    private final HubApi api;

    Session(HubName name) {
      this.name = name;
      this.cache = new HubCache(options.cache(), name, links);
      this.api = new HubApi(http, options.endpoint(), name);
    }

    /**
     * The names of the files there are. Where other programs have filled the cache they are not
     * recorded: then the Hub is asked, or if that must not or cannot be, those at hand are taken.
     */
    Contents contents() throws IOException {
      Optional<String> commit = cache.commit();
      if (commit.isPresent()) {
        Optional<List<String>> names = cache.contents(commit.get());
        if (names.isPresent()) {
          return new Contents(commit.get(), names.get());
        }
      }
      List<String> atHand =
          commit.isPresent() ? new ArrayList<>(cache.names(commit.get())) : List.of();
      if (options.offline()) {
        if (atHand.isEmpty()) {
          throw notCached("the model is");
        }
        return new Contents(commit.get(), atHand);
      }
      try {
        Contents contents =
            Retries.repeat(pause, () -> api.contents(commit.orElse(name.revision())));
        cache.rememberContents(contents.commit(), contents.names());
        cache.rememberCommit(contents.commit());
        return contents;
      } catch (NetworkException e) {
        if (atHand.isEmpty()) {
          throw Retries.givenUp(name.toString(), e);
        }
        LOG.warn("{}: the Hub does not answer; taking what the cache has of the model", name);
        return new Contents(commit.get(), atHand);
      }
    }

    Path complete(Contents contents, Predicate<String> wanted) throws IOException {
      List<String> files = contents.names().stream().filter(wanted).collect(Collectors.toList());
      if (files.isEmpty()) {
        throw new DownloadException(
            name
                + ": has none of the files that are needed, only "
                + Excerpt.name(String.join(", ", contents.names()))
                + "; is it a model of a supported family?");
      }
      for (String file : files) {
        if (!cache.has(contents.commit(), file)) {
          fetch(contents.commit(), file)
              .orElseThrow(
                  () ->
                      new DownloadException(
                          name + ": lists the file " + Excerpt.name(file) + " but has it not"));
        }
      }
      return cache.snapshot(contents.commit());
    }

    Optional<Path> file(String file) throws IOException {
      Optional<String> commit = cache.commit();
      if (commit.isPresent() && cache.has(commit.get(), file)) {
        return Optional.of(cache.snapshot(commit.get()).resolve(file));
      }
      if (commit.isPresent() && cache.isKnownMissing(commit.get(), file)) {
        return Optional.empty();
      }
      return fetch(commit.orElse(name.revision()), file);
    }

    private Optional<Path> fetch(String revision, String file) throws IOException {
      if (options.offline()) {
        throw notCached("the file " + Excerpt.name(file) + " is");
      }
      try {
        Optional<HubFile> described = Retries.repeat(pause, () -> api.describe(revision, file));
        if (!described.isPresent()) {
          if (HubName.isCommit(revision)) {
            cache.rememberMissing(revision, file);
          }
          return Optional.empty();
        }
        cache.rememberCommit(described.get().commit());
        return Optional.of(download(described.get()));
      } catch (NetworkException e) {
        throw Retries.givenUp(name + ": " + file, e);
      }
    }

    private Path download(HubFile file) throws IOException {
      HubLock.whileHeld(
          cache.lock(file.etag()),
          () -> {
            if (!Files.isRegularFile(cache.blob(file.etag()))) {
              URI address = api.address(file.commit(), file.name());
              new BlobDownload(http, name, file, address, cache, options.progress()).run(pause);
            }
            cache.show(file);
          });
      return cache.snapshot(file.commit()).resolve(file.name());
    }

    private DownloadException notCached(String what) {
      return new DownloadException(
          name
              + ": "
              + what
              + " not in the Hub cache "
              + options.cache()
              + ", and requests are forbidden (offline). Load it once while online, set"
              + " HF_HUB_CACHE to the cache that has it, or name a folder.");
    }
  }
}
