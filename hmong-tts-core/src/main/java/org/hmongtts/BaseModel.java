package org.hmongtts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.regex.Pattern;

/** Where a base model is found: built in, a folder, or a name on the Hub. */
public sealed interface BaseModel {

  /** The small synthetic voice that comes with the library; see {@code docs/embedded-voice.md}. */
  record Embedded() implements BaseModel {
    @Override
    public String toString() {
      return "embedded";
    }
  }

  /**
   * A checkpoint folder in the layout that the Hub publishes.
   *
   * @param path the folder
   */
  record Folder(Path path) implements BaseModel {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A repository on the Hub, taken from the local Hub cache or downloaded into it.
   *
   * @param name {@code owner/name}, with {@code @revision} for another than the main one
   */
  record Hub(String name) implements BaseModel {

    private static final Pattern NAME =
        Pattern.compile("[A-Za-z0-9][\\w.-]*/[A-Za-z0-9][\\w.-]*(@[\\w./-]+)?");

    public Hub {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "a Hub name is owner/name or owner/name@revision, got \"" + name + "\"");
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * The folder it lies in, unpacked or downloaded first where it has to be.
   *
   * @param options which cache folder, and whether anything may be downloaded
   * @throws ModelFormatException if there is no such folder
   * @throws DownloadException if it must be fetched and can't be
   * @throws IOException if the disk fails
   */
  default Path folder(LoadOptions options) throws IOException {
    return SpeechModel.folder(this, options);
  }

  /**
   * The folder of the codec it speaks through: the options' own, else the one beside the base, else
   * its family's on the Hub.
   *
   * @throws ModelFormatException if there is no such folder
   * @throws DownloadException if it must be fetched and can't be
   * @throws IOException if the disk fails
   */
  default Path codecFolder(LoadOptions options) throws IOException {
    return SpeechModel.codecFolder(folder(options), options);
  }

  static BaseModel embedded() {
    return new Embedded();
  }

  static BaseModel of(Path folder) {
    return new Folder(folder);
  }

  /**
   * @throws IllegalArgumentException if the name is not {@code owner/name}
   */
  static BaseModel hub(String name) {
    return new Hub(name);
  }

  /**
   * Reads what a person wrote: {@code embedded}, the path of a folder that exists, or a name on the
   * Hub.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static BaseModel parse(String text) {
    if (text.equals("embedded")) {
      return embedded();
    }
    Path path = Paths.get(text);
    if (Files.isDirectory(path)) {
      return of(path);
    }
    if (Hub.NAME.matcher(text).matches() && !text.startsWith(".")) {
      return hub(text);
    }
    throw new IllegalArgumentException(
        "no model \"" + text + "\": expected \"embedded\", a folder, or owner/name on the Hub");
  }
}
