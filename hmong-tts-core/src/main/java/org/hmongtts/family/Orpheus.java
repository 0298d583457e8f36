package org.hmongtts.family;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hmongtts.ModelFormatException;
import org.hmongtts.checkpoint.ConfigFile;
import org.hmongtts.checkpoint.tokenizer.Tokenizer;
import org.hmongtts.network.SnacConfig;
import org.hmongtts.runtime.FrameGrammar;
import org.hmongtts.runtime.Sampling;

/**
 * Orpheus-TTS (Canopy Labs 2025): a Llama whose vocabulary goes on with {@code <custom_token_N>},
 * the first ten for turns and ends, the others for SNAC codes, slot after slot. All ids are read
 * from the tokenizer and the codec, so that models of other sizes work alike.
 */
public final class Orpheus implements SpeechFamily {

  static final String FIRST_CUSTOM_TOKEN = customToken(0);

  // Roles of the first custom tokens, by their numbers in the released models.
  private static final int START_OF_SPEECH = 1;
  private static final int END_OF_SPEECH = 2;
  private static final int START_OF_HUMAN = 3;
  private static final int END_OF_HUMAN = 4;
  private static final int START_OF_AI = 5;
  private static final int END_OF_AI = 6;
  private static final int FIRST_AUDIO = 10;

  /** Voices of the released English models. */
  private static final List<String> RELEASED_VOICES =
      List.of("tara", "leah", "jess", "leo", "dan", "mia", "zac", "zoe");

  /** The released models loop without a penalty; 1.1 is the least that their makers advise. */
  private static final Sampling RELEASED_SAMPLING = new Sampling(0.6, 0, 0.95, 0, 1.1);

  private final Tokenizer tokenizer;
  private final List<String> voices;
  private final Sampling sampling;
  private final FrameGrammar grammar;
  private final SnacConfig codec;
  private final int[] beforeText;
  private final int[] afterText;
  private final int endOfAi;

  private Orpheus(
      Tokenizer tokenizer,
      List<String> voices,
      Sampling sampling,
      FrameGrammar grammar,
      SnacConfig codec,
      int[] beforeText,
      int[] afterText,
      int endOfAi) {
    this.tokenizer = tokenizer;
    this.voices = voices;
    this.sampling = sampling;
    this.grammar = grammar;
    this.codec = codec;
    this.beforeText = beforeText;
    this.afterText = afterText;
    this.endOfAi = endOfAi;
  }

  /**
   * @throws ModelFormatException if tokenizer, configuration and codec don't belong together
   */
  static Orpheus read(Path folder, ConfigFile config, Tokenizer tokenizer, SnacConfig codec)
      throws IOException {
    tokenizer.requireFits(config.integer("vocab_size"));
    int slots = codec.codesPerFrame();
    int codes = codec.codebookSize();
    int firstAudio = id(folder, tokenizer, customToken(FIRST_AUDIO));
    int lastNumber = FIRST_AUDIO + slots * codes - 1;
    int lastAudio = id(folder, tokenizer, customToken(lastNumber));
    if (lastAudio - firstAudio != slots * codes - 1) {
      throw new ModelFormatException(
          folder
              + "/tokenizer.json: "
              + customToken(lastNumber)
              + " has id "
              + lastAudio
              + ", expected "
              + (firstAudio + slots * codes - 1)
              + " for a codec of "
              + slots
              + " x "
              + codes
              + " codes; the codec is another model's");
    }
    List<Integer> firstTokens = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      firstTokens.add(firstAudio + slot * codes);
    }
    int[] before = {
      id(folder, tokenizer, customToken(START_OF_HUMAN)), id(folder, tokenizer, "<|begin_of_text|>")
    };
    int[] after = {
      id(folder, tokenizer, "<|eot_id|>"),
      id(folder, tokenizer, customToken(END_OF_HUMAN)),
      id(folder, tokenizer, customToken(START_OF_AI)),
      id(folder, tokenizer, customToken(START_OF_SPEECH))
    };
    Optional<ConfigFile> own = optional(folder.resolve("generation").resolve("tts.json"));
    List<String> voices =
        own.isPresent() && own.get().isList("voices") ? own.get().texts("voices") : RELEASED_VOICES;
    return new Orpheus(
        tokenizer,
        List.copyOf(voices),
        sampling(folder, own),
        new FrameGrammar(firstTokens, codes, id(folder, tokenizer, customToken(END_OF_SPEECH))),
        codec,
        before,
        after,
        id(folder, tokenizer, customToken(END_OF_AI)));
  }

  private static Sampling sampling(Path folder, Optional<ConfigFile> own) throws IOException {
    Optional<ConfigFile> advised = own.flatMap(file -> file.optionalChild("sampling"));
    if (advised.isEmpty()) {
      advised =
          optional(folder.resolve("generation_config.json"))
              .filter(file -> file.bool("do_sample", false));
    }
    if (advised.isEmpty()) {
      return RELEASED_SAMPLING;
    }
    ConfigFile file = advised.get();
    try {
      return new Sampling(
          file.number("temperature", RELEASED_SAMPLING.temperature()),
          file.integer("top_k", 0),
          file.number("top_p", RELEASED_SAMPLING.topP()),
          file.number("min_p", 0),
          file.number("repetition_penalty", RELEASED_SAMPLING.repetitionPenalty()));
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(file.file() + ": sampling advice: " + e.getMessage(), e);
    }
  }

  private static Optional<ConfigFile> optional(Path file) throws IOException {
    return Files.exists(file) ? Optional.of(ConfigFile.read(file)) : Optional.empty();
  }

  private static int id(Path folder, Tokenizer tokenizer, String token) {
    return tokenizer
        .id(token)
        .orElseThrow(
            () ->
                new ModelFormatException(
                    folder
                        + "/tokenizer.json: token "
                        + token
                        + " is missing; the tokenizer does not belong to an Orpheus model"
                        + " with this codec"));
  }

  private static String customToken(int number) {
    return "<custom_token_" + number + ">";
  }

  @Override
  public String name() {
    return "Orpheus";
  }

  @Override
  public List<String> voices() {
    return voices;
  }

  @Override
  public Sampling sampling() {
    return sampling;
  }

  @Override
  public FrameGrammar grammar() {
    return grammar;
  }

  @Override
  public int[] prompt(Optional<String> voice, String text) {
    // One string: the blank after the colon belongs to the first word's token.
    int[] ids = tokenizer.encode(voice.map(name -> name + ": " + text).orElse(text));
    int[] prompt = new int[beforeText.length + ids.length + afterText.length];
    System.arraycopy(beforeText, 0, prompt, 0, beforeText.length);
    System.arraycopy(ids, 0, prompt, beforeText.length, ids.length);
    System.arraycopy(afterText, 0, prompt, beforeText.length + ids.length, afterText.length);
    return prompt;
  }

  @Override
  public int[][] levels(List<int[]> frames) {
    List<Integer> strides = codec.strides();
    int[][] levels = new int[strides.size()][];
    for (int level = 0; level < levels.length; level++) {
      levels[level] = new int[frames.size() * (strides.get(0) / strides.get(level))];
    }
    for (int frame = 0; frame < frames.size(); frame++) {
      int[] slots = frames.get(frame);
      walk(0, frame, 0, (level, index, slot) -> levels[level][index] = slots[slot]);
    }
    return levels;
  }

  @Override
  public List<int[]> frames(int[][] levels) {
    int count = levels[0].length;
    for (int level = 1; level < levels.length; level++) {
      int perFrame = codec.strides().get(0) / codec.strides().get(level);
      count = Math.min(count, levels[level].length / perFrame);
    }
    List<int[]> frames = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      int[] slots = new int[grammar.slots()];
      walk(0, frame, 0, (level, index, slot) -> slots[slot] = levels[level][index]);
      frames.add(slots);
    }
    return frames;
  }

  @Override
  public TrainingExample example(Optional<String> voice, String text, List<int[]> frames) {
    int[] prompt = prompt(voice, text);
    int slots = grammar.slots();
    int[] ids = Arrays.copyOf(prompt, prompt.length + frames.size() * slots + 2);
    int next = prompt.length;
    for (int[] frame : frames) {
      for (int slot = 0; slot < slots; slot++) {
        ids[next++] = grammar.firstTokens().get(slot) + frame[slot];
      }
    }
    ids[next++] = grammar.stopToken();
    ids[next] = endOfAi;
    return new TrainingExample(ids, prompt.length);
  }

  /** Where a code of a frame belongs. */
  private interface Place {
    void visit(int level, int index, int slot);
  }

  /**
   * A frame's slots walk the tree of codes depth first: a code, then those of the finer level under
   * it. With strides 4, 2, 1: L1, L2, L3, L3, L2, L3, L3.
   *
   * @return the slot after those visited
   */
  private int walk(int level, int index, int slot, Place place) {
    place.visit(level, index, slot++);
    if (level + 1 < codec.strides().size()) {
      int children = codec.strides().get(level) / codec.strides().get(level + 1);
      for (int child = 0; child < children; child++) {
        slot = walk(level + 1, index * children + child, slot, place);
      }
    }
    return slot;
  }
}
