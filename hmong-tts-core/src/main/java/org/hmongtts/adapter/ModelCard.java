package org.hmongtts.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an adapter's {@code README.md} says: where it comes from, how it was made and what may be
 * done with it, with the fields at its top that the Hub reads.
 *
 * @param title heads the page
 * @param base the model that it changes
 * @param recordings what it was trained on
 * @param licence of the adapter: an identifier of the Hub, such as {@code cc-by-4.0}, or any other
 *     name
 * @param language ISO 639-3 code: {@code mww} White Hmong, {@code hnj} Green Mong, {@code hmn} both
 * @param dialect the dialect's id, as the adapter records it
 * @param textForm the text form's id, as the adapter records it
 * @param seed of all that was random
 * @param versions of the software, by its name
 * @param settings of training, by their names
 * @param losses in order of step; of a long curve, a table shows some points
 */
public record ModelCard(
    String title,
    Base base,
    Recordings recordings,
    String licence,
    String language,
    String dialect,
    String textForm,
    long seed,
    Map<String, String> versions,
    Map<String, String> settings,
    List<Loss> losses) {

  /**
   * The base model.
   *
   * @param name its name on the Hub, {@code owner/name}, or its folder
   * @param fingerprint {@link org.hmongtts.checkpoint.Checkpoint#fingerprint}
   */
  public record Base(String name, String fingerprint, String licence) {}

  /**
   * The recordings.
   *
   * @param name of the data set
   * @param clips how many
   * @param length of all of them
   * @param hash of sound and text
   */
  public record Recordings(String name, int clips, Duration length, String hash, String licence) {}

  /**
   * One point of the loss curve, in nats per label.
   *
   * @param validation on what was kept out, where it was measured
   */
  public record Loss(int step, double training, Optional<Double> validation) {}

  public ModelCard {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    losses = Collections.unmodifiableList(new ArrayList<>(losses));
  }

  /** The page, in Markdown with YAML at its top. */
  public String markdown() {
    return new ModelCardPage(this).text();
  }
}
