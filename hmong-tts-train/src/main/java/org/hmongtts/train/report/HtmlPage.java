package org.hmongtts.train.report;

import static org.hmongtts.train.report.Markup.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.hmongtts.audio.Audio;

/**
 * One page that needs no other file: to be read from a disk, sent to somebody, or kept. It has no
 * script, is light or dark as its reader prefers, and shows strangers' text as text. Written from
 * the top down; not thread-safe.
 *
 * <pre>{@code
 * HtmlPage.titled("Tones")
 *     .keyFigures(new KeyFigure("heard right", "93 %"))
 *     .heading("By tone")
 *     .table(HtmlTable.columns("Tone", "Right").row(Cell.text("-b"), Cell.percent(0.93)))
 *     .charts(LineChart.builder("Loss").xAxis("step").line("train", points).build())
 *     .write(Path.of("tones.html"));
 * }</pre>
 */
public final class HtmlPage {

  private final String title;
  private final StringBuilder body = new StringBuilder();

  private HtmlPage(String title) {
    this.title = title;
  }

  /** An empty page; its title is its first heading, too. */
  public static HtmlPage titled(String title) {
    return new HtmlPage(title);
  }

  /** Begins a section. */
  public HtmlPage heading(String text) {
    return element("h2", text);
  }

  public HtmlPage paragraph(String text) {
    return element("p", text);
  }

  /** A remark in small letters. */
  public HtmlPage note(String text) {
    body.append("<p class='note'>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** What a reader should see first, in one row. */
  public HtmlPage keyFigures(KeyFigure... figures) {
    body.append("<dl class='figures'>\n");
    for (KeyFigure figure : figures) {
      body.append("<div><dt>").append(escape(figure.name()));
      body.append("</dt><dd>").append(escape(figure.value())).append("</dd></div>\n");
    }
    body.append("</dl>\n");
    return this;
  }

  public HtmlPage table(HtmlTable table) {
    body.append(table.html());
    return this;
  }

  /** A long table that is unfolded by a click on its summary. */
  public HtmlPage foldedTable(String summary, HtmlTable table) {
    body.append("<details><summary>").append(escape(summary)).append("</summary>\n");
    body.append(table.html()).append("</details>\n");
    return this;
  }

  /** Charts, two beside each other where there is room. */
  public HtmlPage charts(SvgChart... charts) {
    body.append("<div class='charts'>\n");
    for (SvgChart chart : charts) {
      body.append("<figure>").append(chart.svg()).append("</figure>\n");
    }
    body.append("</div>\n");
    return this;
  }

  /** A sound to play, as 16-bit mono inside the page: about 64 kB a second at 24 kHz. */
  public HtmlPage audio(String caption, Audio audio) {
    body.append("<figure class='sound'><figcaption>").append(escape(caption));
    body.append("</figcaption>").append(AudioElement.of(audio)).append("</figure>\n");
    return this;
  }

  private HtmlPage element(String name, String text) {
    body.append('<').append(name).append('>').append(escape(text));
    body.append("</").append(name).append(">\n");
    return this;
  }

  /** The whole page. */
  public String html() {
    return "<!doctype html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        + "<meta name='viewport' content='width=device-width,initial-scale=1'>\n"
        + "<meta name='color-scheme' content='light dark'>\n<title>"
        + escape(title)
        + "</title>\n<style>\n"
        + style()
        + "</style>\n</head>\n<body>\n<main>\n<h1>"
        + escape(title)
        + "</h1>\n"
        + body
        + "</main>\n</body>\n</html>\n";
  }

  /**
   * Writes the page: to a temporary file beside it, then moved into place, so that whoever reloads
   * it meanwhile sees the old one or the new one whole.
   *
   * @throws IOException if the disk fails or is full; nothing is left then
   */
  public void write(Path file) throws IOException {
    Path temporary =
        file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID() + ".tmp");
    try {
      Files.writeString(temporary, html());
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static String style() {
    try (InputStream css = HtmlPage.class.getResourceAsStream("page.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
