package org.hmongtts.checkpoint.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hmongtts.checkpoint.tokenizer.AddedTokens.Token;
import org.junit.jupiter.api.Test;

class AddedTokensTest {

  @Test
  void takesTheLongestTokenAtEachPlace() {
    AddedTokens tokens =
        AddedTokens.inRawText(List.of(token(1, "<a"), token(2, "<a>"), token(3, "<ab>")));
    assertThat(cut(tokens, "x<a><a<ab<ab>y")).containsExactly("x", "2", "1", "1", "b", "3", "y");
  }

  @Test
  void takesBlanksBesideATokenThatStripsThem() {
    AddedTokens left =
        AddedTokens.inRawText(List.of(new Token(1, "<m>", false, true, false, false, true)));
    AddedTokens right =
        AddedTokens.inRawText(List.of(new Token(1, "<m>", false, false, true, false, true)));
    assertThat(cut(left, "a \t<m> b <m>")).containsExactly("a", "1", " b", "1");
    assertThat(cut(right, "a <m>\u3000 b<m>")).containsExactly("a ", "1", "b", "1");
  }

  @Test
  void leavesASingleWordAloneInsideAnother() {
    AddedTokens tokens =
        AddedTokens.inRawText(List.of(new Token(1, "tus", true, false, false, false, false)));
    assertThat(cut(tokens, "tus otus tus.tusé")).containsExactly("1", " otus ", "1", ".tusé");
  }

  @Test
  void matchesANormalizedTokenInItsNormalizedForm() {
    List<Token> tokens =
        List.of(token(1, "<A>"), new Token(2, "<B>", false, false, false, true, false));
    AddedTokens raw = AddedTokens.inRawText(tokens);
    AddedTokens normalized =
        AddedTokens.inNormalizedText(tokens, text -> text.toLowerCase(Locale.ROOT));
    assertThat(cut(raw, "<A><B>")).containsExactly("1", "<B>");
    assertThat(cut(normalized, "<a><b>")).containsExactly("<a>", "2");
  }

  private static Token token(int id, String content) {
    return new Token(id, content, false, false, false, false, true);
  }

  private static List<String> cut(AddedTokens tokens, String text) {
    List<String> parts = new ArrayList<>();
    tokens.cut(text, id -> parts.add(Integer.toString(id)), parts::add);
    return parts;
  }
}
