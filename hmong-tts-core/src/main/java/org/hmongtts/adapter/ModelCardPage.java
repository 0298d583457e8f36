package org.hmongtts.adapter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes a {@link ModelCard}; one use. Every text of a user's is quoted. */
final class ModelCardPage {

  private static final int MAX_LOSSES = 20;

  /** How the Hub writes the names of models. */
  private static final Pattern HUB_NAME = Pattern.compile("[\\w-][\\w.-]*/[\\w-][\\w.-]*");

  /** How the Hub writes licences; anything else it takes as a name beside {@code other}. */
  private static final Pattern LICENCE = Pattern.compile("[a-z0-9][a-z0-9.-]*");

  private final ModelCard card;
  private final StringBuilder page = new StringBuilder(4096);

  ModelCardPage(ModelCard card) {
    this.card = card;
  }

  String text() {
    frontMatter();
    line("# " + inline(card.title()));
    line("");
    line("A LoRA adapter that makes a text-to-speech model speak Hmong. Load it on the base below");
    line("with hmong-tts, `HmongTts.load(base).withLora(folder)`, or with PEFT.");
    section("Origin");
    header("", "");
    row("Base", card.base().name());
    row("Base's fingerprint", card.base().fingerprint());
    row("Base's licence", card.base().licence());
    row("Recordings", card.recordings().name());
    row("Clips", String.valueOf(card.recordings().clips()));
    row("Length", minutes());
    row("Recordings' hash", card.recordings().hash());
    row("Recordings' licence", card.recordings().licence());
    row("Adapter's licence", card.licence());
    section("Text");
    line("The model is fed this form of text of this dialect, and speaks well from no other.");
    line("");
    header("", "");
    row("Dialect", card.dialect());
    row("Text form", card.textForm());
    section("Training");
    header("Setting", "Value");
    row("seed", String.valueOf(card.seed()));
    rows(card.settings());
    line("");
    header("Software", "Version");
    rows(card.versions());
    if (!card.losses().isEmpty()) {
      section("Loss");
      losses();
    }
    return page.toString();
  }

  private void frontMatter() {
    line("---");
    line("library_name: peft");
    line("pipeline_tag: text-to-speech");
    if (isHubName()) { // the Hub refuses a page whose base it does not know
      line("base_model: " + yaml(card.base().name()));
      line("base_model_relation: adapter");
    }
    line("language:");
    line("- " + yaml(card.language()));
    String licence = card.licence().toLowerCase(Locale.ROOT);
    if (LICENCE.matcher(licence).matches()) {
      line("license: " + yaml(licence));
    } else {
      line("license: other");
      line("license_name: " + yaml(card.licence()));
    }
    line("tags:");
    line("- text-to-speech");
    line("- hmong");
    line("- lora");
    if (isHubName()) {
      line("- " + yaml("base_model:adapter:" + card.base().name()));
    }
    line("---");
    line("");
  }

  private boolean isHubName() {
    return HUB_NAME.matcher(card.base().name()).matches();
  }

  private String minutes() {
    return String.format(
        Locale.ROOT, "%.1f minutes", card.recordings().length().toMillis() / 60_000.0);
  }

  private void losses() {
    boolean validated = card.losses().stream().anyMatch(loss -> loss.validation().isPresent());
    if (validated) {
      header("Step", "Training", "Validation");
    } else {
      header("Step", "Training");
    }
    List<ModelCard.Loss> all = card.losses();
    int shown = Math.min(MAX_LOSSES, all.size());
    for (int i = 0; i < shown; i++) { // spread evenly, the first and the last among them
      int at = shown == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (shown - 1));
      ModelCard.Loss loss = all.get(at);
      if (validated) {
        row(step(loss), nats(loss.training()), loss.validation().map(this::nats).orElse(""));
      } else {
        row(step(loss), nats(loss.training()));
      }
    }
  }

  private static String step(ModelCard.Loss loss) {
    return String.valueOf(loss.step());
  }

  private String nats(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  private void section(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void header(String... cells) {
    cells(cells);
    line("|---".repeat(cells.length) + "|");
  }

  private void rows(Map<String, String> rows) {
    rows.forEach(this::row);
  }

  private void row(String... cells) {
    String[] quoted = new String[cells.length];
    for (int i = 0; i < cells.length; i++) {
      quoted[i] = inline(cells[i]);
    }
    cells(quoted);
  }

  private void cells(String... cells) {
    line("| " + String.join(" | ", cells) + " |");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }

  /** Text on one line without a meaning in Markdown or HTML. */
  private static String inline(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        quoted.append(' ');
      } else if (c == '<') {
        quoted.append("&lt;");
      } else if ("\\`*[]|#".indexOf(c) >= 0) {
        quoted.append('\\').append(c);
      } else {
        quoted.append(c);
      }
    }
    return quoted.toString();
  }

  /** A string in quotation marks, so that YAML reads it as nothing else. */
  private static String yaml(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isISOControl(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
