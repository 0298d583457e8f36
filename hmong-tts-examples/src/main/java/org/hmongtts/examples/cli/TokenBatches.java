package org.hmongtts.examples.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hmongtts.DatasetException;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/** Token sequences for training steps. */
final class TokenBatches {

  /** The label of a token that is not learnt, in files as in transformers. */
  private static final int NO_LABEL = -100;

  private TokenBatches() {}

  /** A step's sequences whose loss is the mean over all their labels. */
  static List<Sequence> meanOverLabels(List<int[]> ids, List<boolean[]> learnt) {
    int labels = 0;
    for (int i = 0; i < ids.size(); i++) {
      labels += new Sequence(ids.get(i), learnt.get(i), 1).labelCount();
    }
    List<Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      sequences.add(new Sequence(ids.get(i), learnt.get(i), 1.0 / Math.max(labels, 1)));
    }
    return List.copyOf(sequences);
  }

  /**
   * Reads an array of steps, each an array of objects with {@code ids} and {@code labels}: the
   * token again, or -100 where it is not learnt.
   *
   * @param vocabulary ids are below it
   * @throws DatasetException if the file is anything else
   */
  static List<List<Sequence>> read(Path file, int vocabulary) throws IOException {
    List<List<Sequence>> steps = new ArrayList<>();
    for (JsonNode step : new ObjectMapper().readTree(file.toFile())) {
      List<int[]> ids = new ArrayList<>();
      List<boolean[]> learnt = new ArrayList<>();
      for (JsonNode sequence : step) {
        String where = file + ": step " + steps.size() + ", sequence " + ids.size();
        int[] tokens = numbers(sequence.path("ids"), where + ", ids");
        int[] labels = numbers(sequence.path("labels"), where + ", labels");
        ids.add(tokens);
        learnt.add(learnt(tokens, labels, vocabulary, where));
      }
      if (ids.isEmpty()) {
        throw new DatasetException(file + ": step " + steps.size() + " has no sequences");
      }
      steps.add(meanOverLabels(ids, learnt));
    }
    if (steps.isEmpty()) {
      throw new DatasetException(
          file + ": has no steps; expected [[{\"ids\": [...], \"labels\": [...]}, ...], ...]");
    }
    return steps;
  }

  private static boolean[] learnt(int[] tokens, int[] labels, int vocabulary, String where) {
    if (tokens.length < 1 || tokens.length != labels.length) {
      throw new DatasetException(
          where + ": " + tokens.length + " ids and " + labels.length + " labels, expected as many");
    }
    boolean[] learnt = new boolean[tokens.length];
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabulary) {
        throw new DatasetException(
            where + ": id " + tokens[i] + " is outside of 0.." + (vocabulary - 1));
      }
      if (labels[i] != NO_LABEL && labels[i] != tokens[i]) {
        throw new DatasetException(
            where + ": label " + labels[i] + " of id " + tokens[i] + ", expected the same or -100");
      }
      learnt[i] = labels[i] != NO_LABEL;
    }
    return learnt;
  }

  private static int[] numbers(JsonNode array, String where) {
    int[] numbers = new int[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!array.get(i).canConvertToInt() || !array.get(i).isIntegralNumber()) {
        throw new DatasetException(where + "[" + i + "] is no token id");
      }
      numbers[i] = array.get(i).asInt();
    }
    return numbers;
  }
}
