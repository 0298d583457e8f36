package org.hmongtts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.adapter.AdapterMerge;
import org.hmongtts.adapter.AdapterTensor;
import org.hmongtts.adapter.LoraConfig;
import org.hmongtts.adapter.PeftAdapter;
import org.hmongtts.adapter.PeftAdapterWriter;
import org.hmongtts.adapter.TargetModules;
import org.hmongtts.checkpoint.Checkpoint;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.runtime.GenerationJob;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.ModelText;
import org.hmongtts.text.TextForm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A model is fed the form of text that its adapter records. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpokenFormTest {

  private static final String TEXT = "Nyob zoo, hnub 5!";
  private static final Path CHECKPOINT =
      Fixtures.root().resolve("orpheus-tiny").resolve("checkpoint");
  private static final LoadOptions OPTIONS =
      LoadOptions.builder()
          .codec(BaseModel.of(Fixtures.root().resolve("snac-tiny").resolve("checkpoint")))
          .build();

  @TempDir Path temporary;
  private SpeechModel model;

  @BeforeAll
  void load() throws IOException {
    model = SpeechModel.load(BaseModel.of(CHECKPOINT), OPTIONS);
  }

  @AfterAll
  void close() {
    model.close();
  }

  private Path adapter(String name, String textForm, Dialect dialect) throws IOException {
    Path folder = temporary.resolve(name);
    String path = "base_model.model.model.layers.0.self_attn.q_proj";
    float[] a = new float[72];
    float[] b = new float[72];
    Arrays.fill(a, 0.5f);
    Arrays.fill(b, 0.5f);
    LoraConfig config =
        new LoraConfig(
            1,
            1,
            0,
            TargetModules.names("q_proj"),
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            false,
            false);
    new PeftAdapterWriter(config, "orpheus-tiny")
        .textForm(textForm)
        .dialect(dialect.id())
        .write(
            folder,
            List.of(
                new AdapterTensor(path + ".lora_A.weight", new long[] {1, 72}, a),
                new AdapterTensor(path + ".lora_B.weight", new long[] {72, 1}, b)));
    return folder;
  }

  private int[] prompt(SpokenForm form, SpeechRequest request) {
    List<GenerationJob> jobs = SpokenPhrases.of(request, model.family(), form).jobs(model, 0);
    assertThat(jobs).hasSize(1);
    return jobs.get(0).prompt();
  }

  private int[] promptOf(String fed) {
    return model.family().prompt(model.family().voices().stream().findFirst(), fed);
  }

  @ParameterizedTest
  @EnumSource(TextForm.class)
  void thePromptIsWhatTrainingMadeOfTheText(TextForm form) throws IOException {
    Path folder = adapter("adapter", form.id(), Dialect.GREEN);
    SpokenForm spoken = model.form().with(PeftAdapter.read(folder));
    String trained = ModelText.of(TEXT, Dialect.GREEN, form).text();
    assertThat(prompt(spoken, SpeechRequest.of(TEXT))).isEqualTo(promptOf(trained));
  }

  @Test
  void thePromptHasNumberedTonesOrPhoneticLetters() throws IOException {
    SpokenForm numbered = form("rpa-numbered-tones");
    assertThat(prompt(numbered, SpeechRequest.of(TEXT)))
        .isEqualTo(promptOf("nyo1 zoo4, hnu1 tsi1!"));
    assertThat(prompt(form("ipa"), SpeechRequest.of("zoo os"))).isEqualTo(promptOf("ʐɒ̃˧ ʔɒ˩"));
  }

  private SpokenForm form(String id) throws IOException {
    return model.form().with(PeftAdapter.read(adapter(id, id, Dialect.WHITE)));
  }

  @Test
  void theRequestsDialectGoesFirst() throws IOException {
    SpokenForm green =
        model.form().with(PeftAdapter.read(adapter("adapter", "rpa", Dialect.GREEN)));
    SpeechRequest seven = SpeechRequest.of("7");
    assertThat(prompt(green, seven)).isEqualTo(promptOf("xyaa"));
    assertThat(prompt(green, seven.toBuilder().dialect(Dialect.WHITE).build()))
        .isEqualTo(promptOf("xya"));
  }

  @Test
  void anAdapterOfAnotherMakerIsFedWhatTheBaseIs() throws IOException {
    PeftAdapter other = PeftAdapter.read(CHECKPOINT.resolveSibling("adapters").resolve("lora"));
    assertThat(model.form())
        .isEqualTo(new SpokenForm(TextForm.RPA, Optional.empty(), List.of(), Optional.empty()));
    SpokenForm ipa =
        new SpokenForm(TextForm.IPA, Optional.of(Dialect.GREEN), List.of(), Optional.empty());
    assertThat(ipa.with(other)).isEqualTo(ipa);
  }

  @Test
  void aMergedAdaptersFormStays() throws IOException {
    Path merged = temporary.resolve("merged");
    PeftAdapter adapter = PeftAdapter.read(adapter("adapter", "ipa", Dialect.GREEN));
    AdapterMerge.of(adapter.bind(Checkpoint.open(CHECKPOINT))).write(merged, ProgressListener.NONE);
    assertThat(SpokenForm.of(ConfigFile.read(merged.resolve("config.json"))))
        .isEqualTo(
            new SpokenForm(TextForm.IPA, Optional.of(Dialect.GREEN), List.of(), Optional.empty()));
  }

  @Test
  void aVoiceUsesTheFormOfItsAdapterAndSaysWhatWasReadInRpa() throws IOException {
    SpeechRequest request =
        SpeechRequest.builder(TEXT).seed(5).maxDuration(Duration.ofMillis(300)).build();
    try (HmongTts base = HmongTts.load(BaseModel.of(CHECKPOINT), OPTIONS);
        HmongTts rpa = base.withLora(adapter("rpa", "rpa", Dialect.WHITE));
        HmongTts ipa = base.withLora(adapter("ipa", "ipa", Dialect.WHITE))) {
      Speech spoken = ipa.speak(request);
      assertThat(spoken.spokenText()).isEqualTo("nyob zoo, hnub tsib!");
      assertThat(spoken.audio().samples()).isNotEqualTo(rpa.speak(request).audio().samples());
    }
  }

  @Test
  void aFormOfALaterVersionIsRefusedNamingTheField() throws IOException {
    Path folder = adapter("adapter", "syllable-tokens", Dialect.WHITE);
    PeftAdapter adapter = PeftAdapter.read(folder);
    assertThatThrownBy(() -> model.form().with(adapter))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll(
            folder.resolve("adapter_config.json").toString(),
            "hmongtts_text_form",
            "\"syllable-tokens\"",
            "rpa-numbered-tones");
  }

  @Test
  void aDialectOfALaterVersionIsRefusedNamingTheField() throws IOException {
    Path folder = adapter("adapter", "rpa", Dialect.WHITE);
    Path config = folder.resolve("adapter_config.json");
    Files.writeString(config, Files.readString(config).replace("\"white\"", "\"blue\""));
    PeftAdapter adapter = PeftAdapter.read(folder);
    assertThatThrownBy(() -> model.form().with(adapter))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContainingAll("hmongtts_dialect", "\"blue\"", "white or green");
  }
}
