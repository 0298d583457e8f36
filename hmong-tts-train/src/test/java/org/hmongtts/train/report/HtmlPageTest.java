package org.hmongtts.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hmongtts.audio.Audio;
import org.hmongtts.audio.WavFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

  private static final String HOSTILE = "</p><script>alert('1')</script><img src=\"http://x/\">";

  @TempDir private Path folder;

  @Test
  void showsStrangersTextAsText() {
    HtmlPage page =
        HtmlPage.titled(HOSTILE)
            .heading(HOSTILE)
            .paragraph(HOSTILE)
            .note(HOSTILE)
            .keyFigures(new KeyFigure(HOSTILE, HOSTILE))
            .foldedTable(HOSTILE, HtmlTable.columns(HOSTILE).row(Cell.text(HOSTILE)))
            .table(HtmlTable.columns("a").row(new Cell.Shaded(HOSTILE, 2)))
            .audio(HOSTILE, Audio.mono(new float[10], 24_000));

    assertThat(page.html()).doesNotContain("<script", "<img").contains("&lt;script&gt;");
  }

  @Test
  void needsNothingFromOutside() {
    String html =
        HtmlPage.titled("Page")
            .charts(LineChart.builder("Loss").line("a", Point.sequence(1, 2)).build())
            .html();

    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http", "<link", "url(", "@import");
  }

  @Test
  void carriesItsSound() throws IOException {
    float[] samples = new float[2400];
    samples[7] = 0.5f;

    String html = HtmlPage.titled("Page").audio("Nyob zoo", Audio.mono(samples, 24_000)).html();

    Matcher data = Pattern.compile("data:audio/wav;base64,([^']+)").matcher(html);
    assertThat(data.find()).isTrue();
    byte[] wav = Base64.getDecoder().decode(data.group(1));
    Audio audio = WavFile.read(new ByteArrayInputStream(wav), "sound");
    assertThat(audio.sampleRateHz()).isEqualTo(24_000);
    assertThat(audio.samples()).hasSize(2400);
    assertThat(audio.samples()[7]).isEqualTo(0.5f);
    assertThat(wav).hasSize(44 + 2 * 2400).startsWith('R', 'I', 'F', 'F');
    assertThat(littleEndian(wav, 4)).isEqualTo(wav.length - 8);
    assertThat(littleEndian(wav, 40)).isEqualTo(2 * 2400);
  }

  @Test
  void putsNumbersToTheRight() {
    String html =
        HtmlTable.columns("Name", "Share")
            .row(Cell.text("-b"), Cell.percent(0.931))
            .row(Cell.text("-j"), Cell.percent(Double.NaN))
            .html();

    assertThat(html)
        .contains("<th scope='col' class='number'>Share", "<td class='number'>93.1\u202f%")
        .contains("<td class='number'>–", "<th scope='col'>Name");
  }

  @Test
  void refusesARowThatDoesNotFit() {
    assertThatThrownBy(() -> HtmlTable.columns("a", "b").row(Cell.count(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1 has 1 cells, the table has 2 columns: [a, b]");
  }

  @Test
  void isWrittenWholeInPlaceOfTheOneBefore() throws IOException {
    Path file = Files.writeString(folder.resolve("page.html"), "before");

    HtmlPage.titled("Nyob zoo").write(file);

    assertThat(file).content().startsWith("<!doctype html>").endsWith("</html>\n");
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
  }

  @Test
  void leavesNothingWhereItCannotBeWritten() throws IOException {
    Path file = Files.createDirectories(folder.resolve("page.html/full")).getParent();

    assertThatThrownBy(() -> HtmlPage.titled("Page").write(file)).isInstanceOf(IOException.class);
    assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
  }

  private static int littleEndian(byte[] bytes, int at) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }
}
