package org.hmongtts.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hmongtts.examples.FewRecordings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {

  @TempDir private Path folder;
  private Path dataset;
  private Path adapter;

  @BeforeEach
  void copyRecordings() throws IOException {
    dataset = FewRecordings.copy(folder.resolve("niam"), 2);
    adapter = folder.resolve("adapter");
  }

  @Test
  void exportsWhatAnotherProgramNeedsToTrainTheSame() throws Exception {
    Path exported = folder.resolve("exported");
    String[] options = {
      "--epochs", "1", "--rank", "4", "--versions", "1", "--rehearsal-share", "0"
    };
    CommandRun run =
        train(
            Stream.concat(Stream.of(options), Stream.of("--export", exported.toString()))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(adapter).doesNotExist();

    Path out = folder.resolve("ours.json");
    CommandRun bench =
        CommandRun.of(
            "bench",
            "train",
            "--equal-loss",
            exported.toString(),
            "--precision",
            "f32",
            "--out",
            out.toString());
    assertThat(bench.exitCode()).as(bench.err()).isZero();
    train(options);
    // The first step of both is made with the same adapter and the same tokens.
    JsonNode bare = new ObjectMapper().readTree(out.toFile());
    JsonNode first =
        new ObjectMapper()
            .readTree(
                Files.readAllLines(folder.resolve("adapter-training/training.jsonl")).stream()
                    .filter(line -> line.contains("\"loss\""))
                    .findFirst()
                    .orElseThrow());
    assertThat(bare.get("losses").get(0).asDouble())
        .isCloseTo(first.get("loss").asDouble(), within(1e-5));
  }

  @Test
  void writesAnAdapterThatSpeaks() {
    CommandRun run = train("--epochs", "1", "--rank", "4", "--licence", "cc-by-4.0");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(adapter.resolve("adapter_model.safetensors")).exists();
    assertThat(folder.resolve("adapter-training/report.html")).content().contains("completed");
    assertThat(adapter.resolve("README.md")).content().contains("license: \"cc-by-4.0\"");
    assertThat(run.out())
        .containsPattern("adapter +" + Pattern.quote(adapter.toString()))
        .containsPattern("report +.*adapter-training.report\\.html");
    Path wav = folder.resolve("spoken.wav");
    List<String> said = wordsOfTheLineToHearIt(run.out());
    said.set(said.size() - 1, wav.toString());
    CommandRun spoken = CommandRun.of(said.toArray(String[]::new));
    assertThat(spoken.exitCode()).as(spoken.err()).isZero();
    assertThat(wav).isNotEmptyFile();
  }

  @Test
  void goesOnFromItsCheckpoint() throws IOException {
    String[] settings = {
      "--epochs", "2", "--batch-size", "1", "--rehearsal-share", "0", "--checkpoint-every", "3"
    };
    train(settings);

    CommandRun run =
        train(Stream.concat(Stream.of(settings), Stream.of("--resume")).toArray(String[]::new));

    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(folder.resolve("adapter-training/training.jsonl")))
        .containsPattern("\"started\",\"step\":3")
        .containsOnlyOnce("\"step\",\"step\":4");
  }

  @Test
  void plansWithoutTraining() {
    CommandRun run = train("--plan", "--rank", "8", "--no-flash-attention", "--layers", "0,1");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("recordings +2, kept out 0")
        .containsPattern("rank +8")
        .containsPattern("flash-attention +false")
        .containsPattern("memory .*GiB predicted");
    assertThat(folder.resolve("adapter-training")).doesNotExist();
  }

  @Nested
  class RefusesInOneLine {

    @Test
    void aDataSetThatIsNotThere() {
      CommandRun run =
          CommandRun.of("train", "--dataset", folder + "/none", "--out", adapter.toString());

      refused(run, 1, "none");
    }

    @Test
    void aBadRow() throws IOException {
      Files.writeString(dataset.resolve("metadata.csv"), "001.wav|Nyob zoo\nnone.wav|Ua tsaug\n");

      refused(train(), 1, "none.wav");
    }

    @Test
    void aRankOutOfRange() {
      refused(train("--rank", "0"), 1, "rank must be in 1..4096, got 0");
    }

    @Test
    void anUnknownPreset() {
      refused(train("--preset", "days"), 2, "--preset");
    }

    @Test
    void toHaveNoFolderToWriteTo() {
      refused(CommandRun.of("train", "--dataset", dataset.toString()), 2, "--out");
    }

    private void refused(CommandRun run, int exitCode, String reason) {
      assertThat(run.exitCode()).isEqualTo(exitCode);
      assertThat(run.err()).hasLineCount(1).startsWith("hmong-tts: ").contains(reason);
      assertThat(adapter).doesNotExist();
    }
  }

  private CommandRun train(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("train", "--dataset", dataset.toString(), "--out", adapter.toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static List<String> wordsOfTheLineToHearIt(String out) {
    Matcher line = Pattern.compile("to hear it +hmong-tts (.*)").matcher(out);
    assertThat(line.find()).as(out).isTrue();
    return Pattern.compile("\"([^\"]*)\"|(\\S+)")
        .matcher(line.group(1))
        .results()
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
