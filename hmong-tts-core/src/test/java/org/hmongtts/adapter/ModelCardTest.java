package org.hmongtts.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hmongtts.adapter.ModelCard.Base;
import org.hmongtts.adapter.ModelCard.Loss;
import org.hmongtts.adapter.ModelCard.Recordings;
import org.junit.jupiter.api.Test;

class ModelCardTest {

  private static String page(String title, String base, String licence, List<Loss> losses) {
    return new ModelCard(
            title,
            new Base(base, "f1a9", "apache-2.0"),
            new Recordings("niam", 12, Duration.ofSeconds(90), "d4e5", "with consent"),
            licence,
            "mww",
            "white",
            "rpa",
            7,
            Map.of("hmong-tts", "0.1"),
            Map.of("rank", "16"),
            losses)
        .markdown();
  }

  @Test
  void beginsWithWhatTheHubReads() {
    assertThat(page("Niam", "owner/base-1.0", "CC-BY-4.0", List.of()))
        .startsWith(
            """
            ---
            library_name: peft
            pipeline_tag: text-to-speech
            base_model: "owner/base-1.0"
            base_model_relation: adapter
            language:
            - "mww"
            license: "cc-by-4.0"
            tags:
            - text-to-speech
            - hmong
            - lora
            - "base_model:adapter:owner/base-1.0"
            ---

            # Niam
            """);
  }

  @Test
  void namesNoBaseThatIsAFolder() {
    assertThat(page("Niam", "/home/me/base", "mit", List.of()))
        .doesNotContain("base_model:")
        .contains("| Base | /home/me/base |");
  }

  @Test
  void givesALicenceInWordsAsTheHubWantsIt() {
    assertThat(page("Niam", "owner/base", "only \"my\" family", List.of()))
        .contains("license: other\nlicense_name: \"only \\\"my\\\" family\"\n")
        .contains("| Adapter's licence | only \"my\" family |");
  }

  @Test
  void saysWhereItComesFrom() {
    assertThat(page("Niam", "owner/base", "mit", List.of()))
        .contains(
            "| Base's fingerprint | f1a9 |",
            "| Base's licence | apache-2.0 |",
            "| Clips | 12 |",
            "| Length | 1.5 minutes |",
            "| Recordings' hash | d4e5 |",
            "| Recordings' licence | with consent |",
            "| Dialect | white |",
            "| Text form | rpa |",
            "| seed | 7 |",
            "| rank | 16 |",
            "| hmong-tts | 0.1 |")
        .doesNotContain("## Loss");
  }

  @Test
  void showsTwentyPointsOfALongCurveTheEndsAmongThem() {
    List<Loss> losses = new ArrayList<>();
    for (int step = 1; step <= 1000; step++) {
      losses.add(new Loss(step, 2.5, step == 1000 ? Optional.of(3.25) : Optional.empty()));
    }
    String page = page("Niam", "owner/base", "mit", losses);
    assertThat(page)
        .contains("| Step | Training | Validation |\n|---|---|---|\n| 1 | 2.5000 |  |\n")
        .endsWith("| 1000 | 2.5000 | 3.2500 |\n");
    assertThat(page.lines().filter(line -> line.contains("| 2.5000 |"))).hasSize(20);
  }

  @Test
  void takesTextForTextOnly() {
    String page = page("a|b\n# <script>", "owner/base\nlicense: mit", "mit", List.of());
    assertThat(page)
        .contains("# a\\|b \\# &lt;script>\n")
        .contains("| Base | owner/base license: mit |")
        .doesNotContain("<script>");
  }
}
