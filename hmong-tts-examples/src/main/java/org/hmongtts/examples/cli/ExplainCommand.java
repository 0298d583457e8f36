package org.hmongtts.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hmongtts.text.Edit;
import org.hmongtts.text.NormalizedText;
import org.hmongtts.text.Syllable;
import org.hmongtts.text.Token;
import org.hmongtts.text.Tone;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code explain}: shows how a sentence is read, syllable by syllable, with its tones drawn. */
@Command(
    name = "explain",
    description = "Shows how a sentence is read, with the contours of its tones.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final int POINTS = 9;

  /** The lowest and the highest pitch of any tone, in semitones from the speaker's mean. */
  private static final float LOWEST = -4.1f;

  private static final float HIGHEST = 4.3f;

  @Mixin private TextCommandOptions source;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    source.forEachLine(text -> explain(text, out));
    out.flush();
    return 0;
  }

  private static void explain(NormalizedText text, PrintWriter out) {
    out.println(text.text());
    out.println();
    out.printf(
        Locale.ROOT,
        "%-12s %-9s %-6s %-5s %-5s %-9s %s%n",
        "written",
        "syllable",
        "onset",
        "rime",
        "tone",
        "pitch",
        "sound");
    for (Token token : text.tokens()) {
      out.println(row(text, token));
    }
    for (Edit edit : text.edits()) {
      out.printf(
          Locale.ROOT,
          "%n%s at %d: %s → %s",
          edit.rule(),
          edit.range().start(),
          quoted(edit.before()),
          quoted(edit.after()));
    }
    out.println();
  }

  private static String row(NormalizedText text, Token token) {
    String written = oneLine(token.range().of(text.source()));
    if (!(token instanceof Token.Spoken spoken)) {
      return String.format(Locale.ROOT, "%-12s %s", written, token.text()).stripTrailing();
    }
    Syllable syllable = spoken.syllable();
    return String.format(
        Locale.ROOT,
        "%-12s %-9s %-6s %-5s %-5s %-9s %s%s",
        written,
        syllable.rpa(),
        syllable.onset().rpa().isEmpty() ? "∅" : syllable.onset().rpa(),
        syllable.rime().rpa(),
        syllable.tone() == Tone.MID ? "∅" : syllable.tone().rpa(),
        contour(syllable.tone()),
        syllable.ipa(text.options().dialect()),
        spoken.foreign() ? " (foreign)" : "");
  }

  /** The pitch of a tone from its start to its end. */
  static String contour(Tone tone) {
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < POINTS; i++) {
      float pitch = tone.semitonesAt(i / (float) (POINTS - 1));
      int height = Math.round((pitch - LOWEST) / (HIGHEST - LOWEST) * (BARS.length() - 1));
      bars.append(BARS.charAt(height));
    }
    return bars.toString();
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "nothing" : '"' + oneLine(text) + '"';
  }

  private static String oneLine(String text) {
    return text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' ');
  }
}
