package org.hmongtts.text.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hmongtts.text.Dialect;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Onset;
import org.hmongtts.text.Rime;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.TextOptions;
import org.hmongtts.text.TextRange;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HmongScriptsTest {

  private static List<Syllable> all() {
    List<Syllable> all = new ArrayList<>();
    for (Onset onset : Onset.values()) {
      for (Rime rime : Rime.values()) {
        for (Tone tone : Tone.values()) {
          all.add(new Syllable(onset, rime, tone));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(PahawhStage.class)
  void everySyllableSurvivesPahawh(PahawhStage stage) {
    Set<String> written = new HashSet<>();
    for (Syllable syllable : all()) {
      String pahawh = PahawhHmong.write(syllable, stage);
      written.add(pahawh);
      for (Dialect dialect : Dialect.values()) {
        assertThat(PahawhHmong.toRpa(pahawh, stage, dialect).trim()).isEqualTo(syllable.rpa());
      }
    }
    assertThat(written).hasSize(62 * 14 * 8);
  }

  @Test
  void everySyllableSurvivesNyiakengPuachueButThoseOfTwoOnsets() {
    for (Syllable syllable : all()) {
      boolean writable = syllable.onset() != Onset.NDL && syllable.onset() != Onset.NDLH;
      assertThat(NyiakengPuachue.write(syllable).isPresent()).isEqualTo(writable);
      NyiakengPuachue.write(syllable)
          .ifPresent(
              letters ->
                  assertThat(NyiakengPuachue.toRpa(letters, Dialect.GREEN).trim())
                      .isEqualTo(syllable.rpa()));
    }
  }

  @ParameterizedTest(name = "{0} in stage {1} is {2}")
  @CsvSource({
    "𖬒𖬮𖬵 𖬍𖬰𖬥𖬰 𖬏𖬤𖬵 𖬏𖬲𖬞𖬰, STAGE_3, nyob zoo sawv daws",
    "𖬌𖬤𖬵 𖬘𖬲𖬞 𖬖𖬲𖬤, STAGE_3, soob lwj yaj",
    "𖬆, STAGE_3, kub",
    "𖬇, STAGE_2, ku",
    "𖬞, STAGE_3, lau",
    "𖬃𖬮𖬰, STAGE_3, iv",
    "𖬂𖬮𖬰, STAGE_3, ib",
    "𖭒𖭛𖭓, STAGE_3, nees nkaum peb",
    "𖭜𖭐, STAGE_3, ib txhiab",
    "𖭓𖭞, STAGE_3, peb lab",
    "𖭕𖬻, STAGE_3, tsib feem pua",
    "𖭒 𖬼 𖭓, STAGE_3, ob ntxiv peb",
    "𖭒 𖬽 𖭑, STAGE_3, ob rho ib",
    "𖭒 𖬾 𖭓, STAGE_3, ob tov peb",
    "𖭒 𖬿 𖭑, STAGE_3, ob faib ib",
    "𖬍𖬰𖬥𖬰𖭂, STAGE_3, zoo zoo",
    "𖬆𖬺𖬆, STAGE_3, kub thiab kub",
    "𖮊 𖮌, STAGE_3, vaj yaj",
    "𖭧𖬷, STAGE_3, zwj thaj ?",
    "𖬭, STAGE_3, au"
  })
  void pahawhIsRead(String pahawh, PahawhStage stage, String said) {
    TextOptions options = TextOptions.defaults().withPahawhStages(stage);
    assertThat(HmongText.of(pahawh).options(options).normalize().text()).isEqualTo(said);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "𞄂𞄤𞄳𞄬, ntawv",
    "𞄐𞄦𞄲𞄤𞄎𞄫𞄰, nyiaj keeb",
    "𞄚𞄧𞄲𞄤𞄔𞄬𞄱, puaj txwm",
    "𞄎𞄩, koo",
    "𞄎𞄩𞄰, koob",
    "𞄚𞄤𞄲, paj",
    "𞄂𞄤𞄰𞄧, ntaub",
    "𞄕𞄤𞄰𞄎𞄦𞄴, fab kis",
    "𞄉𞄧𞄵𞄀𞄩𞄰, lug moob",
    "𞅂 𞅎, ob nyiaj",
    "𞄎𞄩𞄰𞄼, koob koob",
    "'𞄎𞄩𞄰, 𞄚𞄤𞄲 𞄎𞄩 𞄼', 'koob , paj koo paj koo'"
  })
  void nyiakengPuachueIsRead(String letters, String said) {
    assertThat(HmongText.of(letters).normalize().text()).isEqualTo(said);
  }

  @Test
  void everyAssignedCharacterIsReadOrReported() {
    for (int cp = 0x16B00; cp <= 0x1E14F; cp = cp == 0x16B8F ? 0x1E100 : cp + 1) {
      if (Character.getType(cp) == Character.UNASSIGNED) {
        continue;
      }
      String text = "nyob " + new String(Character.toChars(cp)) + " zoo";
      NormalizedText read = HmongText.of(text).normalize();
      assertThat(read.edits()).as(Integer.toHexString(cp)).isNotEmpty();
      assertThat(read.text()).startsWith("nyob").endsWith("zoo");
    }
  }

  @Test
  void theLikelierStageIsChosenForTheWholeText() {
    String third = "";
    String second = "";
    for (String word : "kuv mus kawm ntawv hauv tsev".split(" ")) {
      Syllable syllable = Syllable.parse(word).orElseThrow();
      third += PahawhHmong.write(syllable, PahawhStage.STAGE_3) + " ";
      second += PahawhHmong.write(syllable, PahawhStage.STAGE_2) + " ";
    }
    assertThat(HmongText.of(third).normalize().text()).isEqualTo("kuv mus kawm ntawv hauv tsev");
    assertThat(HmongText.of(second).normalize().text()).isEqualTo("kuv mus kawm ntawv hauv tsev");
    assertThat(PahawhHmong.stageOf(second, Dialect.WHITE)).isEqualTo(PahawhStage.STAGE_2);
  }

  @Test
  void mixedTextIsToldApartAndReadInOne() {
    String text = "Hmoob 𖬌𖬣𖬵, 𞄀𞄄𞄰𞄩!";
    assertThat(Script.runs(text))
        .containsExactly(
            new Script.Run(Script.LATIN, new TextRange(0, 6)),
            new Script.Run(Script.PAHAWH_HMONG, new TextRange(6, 14)),
            new Script.Run(Script.NYIAKENG_PUACHUE_HMONG, new TextRange(14, 23)));
    assertThat(HmongText.of(text).normalize().text()).isEqualTo("hmoob hmoob , hmoob !");
  }

  @Test
  void aTextIsWrittenInBothScripts() {
    NormalizedText read = HmongText.of("Nyob zoo, Hmoob!").normalize();
    String pahawh = PahawhHmong.write(read, PahawhStage.STAGE_3);
    String nyiakeng = NyiakengPuachue.write(read);
    assertThat(HmongText.of(pahawh).normalize().text()).isEqualTo(read.text());
    assertThat(HmongText.of(nyiakeng).normalize().text()).isEqualTo(read.text());
  }
}
