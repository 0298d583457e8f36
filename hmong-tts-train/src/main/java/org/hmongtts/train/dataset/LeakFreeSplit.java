package org.hmongtts.train.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.hmongtts.DatasetException;

/**
 * Divides clips so that those with the same text stay together. Clips with the same sound cannot
 * occur: a data set has each recording once.
 */
final class LeakFreeSplit {

  private final Path list;
  private final List<Clip> clips;
  private final Map<String, List<Clip>> byText = new LinkedHashMap<>();

  /**
   * @param list for messages
   * @param clips at least one
   * @param normalised the text that decides
   */
  LeakFreeSplit(Path list, List<Clip> clips, Function<Clip, String> normalised) {
    this.list = list;
    this.clips = clips;
    for (Clip clip : clips) {
      byText.computeIfAbsent(normalised.apply(clip), text -> new ArrayList<>()).add(clip);
    }
  }

  DatasetSplit split(double validationShare, long seed) {
    if (!(validationShare >= 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validationShare must be at least 0 and less than 1, got " + validationShare);
    }
    if (validationShare == 0) {
      return new DatasetSplit(clips, List.of());
    }
    if (byText.size() < 2) {
      throw new DatasetException(
          list
              + ": has "
              + (clips.size() == 1 ? "one usable row" : "one text in all its rows")
              + ", which cannot be divided.\n"
              + "  Add recordings of other texts, or train without validation: share 0.");
    }
    Set<Clip> validation = drawn(validationShare, seed);
    return new DatasetSplit(
        clips.stream().filter(clip -> !validation.contains(clip)).toList(),
        clips.stream().filter(validation::contains).toList());
  }

  /** Whole groups in an order of chance, as long as they fit. */
  private Set<Clip> drawn(double share, long seed) {
    int wanted = (int) Math.max(1, Math.min(clips.size() - 1L, Math.round(share * clips.size())));
    List<List<Clip>> groups = new ArrayList<>(inOrderOfChance(seed));
    Set<Clip> drawn = new HashSet<>();
    for (List<Clip> group : groups) {
      if (drawn.size() + group.size() <= wanted) {
        drawn.addAll(group);
      }
    }
    if (drawn.isEmpty()) {
      // Every group is larger than what is wanted; the smallest comes nearest.
      drawn.addAll(groups.stream().min(Comparator.comparingInt(List::size)).orElseThrow());
    }
    return drawn;
  }

  private Collection<List<Clip>> inOrderOfChance(long seed) {
    Map<String, List<Clip>> byChance = new TreeMap<>();
    byText.forEach(
        (text, group) -> byChance.put(new Sha256().text(seed + ":" + text).hex(), group));
    return byChance.values();
  }
}
