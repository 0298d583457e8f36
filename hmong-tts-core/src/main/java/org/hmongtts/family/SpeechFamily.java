package org.hmongtts.family;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.tokenizer.Tokenizer;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.FrameGrammar;
import org.hmongtts.runtime.Sampling;

/**
 * What makes a language model a text-to-speech system: how text becomes a prompt, which tokens are
 * speech, and how they become codes for the codec. Immutable and thread-safe.
 */
public sealed interface SpeechFamily permits Orpheus {

  /** Its name, as people write it. */
  String name();

  /** Voices the model was made with; the first is used unless another is asked for. */
  List<String> voices();

  /** How the model's makers draw tokens. */
  Sampling sampling();

  /** Which tokens may follow which. */
  FrameGrammar grammar();

  /**
   * The prompt that makes the model speak.
   *
   * @param voice put in front of the text, or empty for none
   * @param text as the model wants it
   */
  int[] prompt(Optional<String> voice, String text);

  /**
   * @param frames codes of each frame, in the order of the grammar's slots
   * @return codes of each level of the codec, coarse to fine
   */
  int[][] levels(List<int[]> frames);

  /**
   * The frames that a codec's levels make: the inverse of {@link #levels}.
   *
   * @param levels codes of each level, coarse to fine; a last frame that is not whole is left out
   */
  List<int[]> frames(int[][] levels);

  /**
   * What the model is trained on: a prompt, the speech that answers it, and the ends of both.
   *
   * @param voice put in front of the text, or empty for none
   * @param text as the model wants it
   * @param frames the speech
   */
  TrainingExample example(Optional<String> voice, String text, List<int[]> frames);

  /**
   * Token ids to train on.
   *
   * @param ids all of them
   * @param speechStart index of the first that is speech; those before are the prompt
   */
  record TrainingExample(int[] ids, int speechStart) {}

  /**
   * Recognises the family of a checkpoint folder.
   *
   * @throws ModelFormatException if it is none this library speaks with
   * @throws IOException if a file cannot be read
   */
  static SpeechFamily recognise(Path folder, ConfigFile config, SnacConfig codec)
      throws IOException {
    requireSpeaking(folder, config);
    Tokenizer tokenizer = Tokenizer.read(folder.resolve("tokenizer.json"));
    if (tokenizer.id(Orpheus.FIRST_CUSTOM_TOKEN).isEmpty()) {
      throw new ModelFormatException(
          folder
              + ": an unknown family of models: "
              + config.text("model_type", "no model_type")
              + " without the token "
              + Orpheus.FIRST_CUSTOM_TOKEN
              + "; this version speaks with models in the Orpheus layout");
    }
    return Orpheus.read(folder, config, tokenizer, codec);
  }

  /**
   * Refuses what is no speaking model at all, before anything else of it is looked for.
   *
   * @throws ModelFormatException if {@code model_type} is none that speaks
   */
  static void requireSpeaking(Path folder, ConfigFile config) {
    String type = config.text("model_type", "none");
    if (!type.equals("llama")) {
      throw new ModelFormatException(
          folder
              + "/config.json: unknown family of models: model_type is \""
              + type
              + "\", expected \"llama\" (Orpheus)");
    }
  }
}
