package org.hmongtts.checkpoint.tokenizer;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Turns tokens back into text: the section {@code decoder}. */
interface TokenDecoder {

  /** The texts to be joined for these tokens. */
  List<String> decode(List<String> tokens);

  static TokenDecoder read(JsonSection section) {
    if (!section.isPresent()) {
      return tokens -> List.of(String.join(" ", tokens));
    }
    return switch (section.type()) {
      case "ByteLevel" -> TokenDecoder::bytes;
      case "Fuse" -> tokens -> List.of(String.join("", tokens));
      case "Replace" -> {
        UnaryOperator<String> replace = Normalizers.replace(section);
        yield tokens -> tokens.stream().map(replace).collect(Collectors.toList());
      }
      case "Sequence" -> {
        List<TokenDecoder> steps =
            section.children("decoders").stream()
                .map(TokenDecoder::read)
                .collect(Collectors.toList());
        yield tokens -> {
          List<String> result = tokens;
          for (TokenDecoder step : steps) {
            result = step.decode(result);
          }
          return result;
        };
      }
      default -> throw section.unknownType();
    };
  }

  private static List<String> bytes(List<String> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    tokens.forEach(token -> ByteLevel.writeBytes(token, bytes));
    return List.of(LossyUtf8.decode(bytes.toByteArray()));
  }
}
