package org.hmongtts.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hmongtts.HmongTts;
import org.hmongtts.Speech;
import org.hmongtts.SpeechRequest;
import org.hmongtts.Stop;
import org.hmongtts.checkpoint.ProgressListener;
import org.hmongtts.runtime.SnacCodec;
import org.hmongtts.text.HmongText;
import org.hmongtts.text.Tone;
import org.hmongtts.train.torch.PackedBatch.Sequence;

/**
 * What the base's own voices say, to be learnt beside a new voice's recordings. Minutes of speech
 * lack most pairs of syllable and tone; an adapter that hears nothing else forgets how they sound.
 * The sentences are made of the recordings' syllables with every tone equally often.
 */
final class Rehearsal {

  private static final int FEWEST_SYLLABLES = 5;
  private static final int MOST_SYLLABLES = 10;

  private Rehearsal() {}

  /** Lets the base's voices speak in turn. */
  static List<Sequence> speak(
      HmongTts base,
      SnacCodec codec,
      SequenceMaker maker,
      List<String> texts,
      int count,
      TrainingSettings settings,
      ProgressListener progress) {
    List<String> voices = base.voices();
    List<String> sentences = sentences(texts, count, settings);
    AtomicInteger done = new AtomicInteger();
    return IntStream.range(0, sentences.size())
        .parallel()
        .mapToObj(
            i -> {
              String voice = voices.get(i % voices.size());
              Speech speech =
                  base.speak(
                      SpeechRequest.builder(sentences.get(i))
                          .voice(voice)
                          .dialect(settings.dialect())
                          .seed(settings.seed() + i)
                          .build());
              progress.progress(done.incrementAndGet(), count);
              return speech.stop() instanceof Stop.EndOfSpeech
                  ? Stream.of(sequence(speech, voice, sentences.get(i), codec, maker))
                  : Stream.<Sequence>empty(); // what ran away is no example
            })
        .flatMap(sequence -> sequence)
        .toList();
  }

  private static Sequence sequence(
      Speech speech, String voice, String text, SnacCodec codec, SequenceMaker maker) {
    float[] samples = speech.audio().resampled(codec.config().sampleRateHz()).samples();
    return maker.sequence(voice, text, codec.encode(samples));
  }

  private static List<String> sentences(List<String> texts, int count, TrainingSettings settings) {
    List<String> toneless = new ArrayList<>();
    for (String text : texts) {
      HmongText.of(text).dialect(settings.dialect()).normalize().syllables().stream()
          .map(spoken -> spoken.syllable().onset().rpa() + spoken.syllable().rime().rpa())
          .forEach(toneless::add);
    }
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < count && !toneless.isEmpty(); i++) {
      StringBuilder sentence = new StringBuilder();
      int syllables = random.nextInt(FEWEST_SYLLABLES, MOST_SYLLABLES + 1);
      for (int j = 0; j < syllables; j++) {
        sentence
            .append(j > 0 ? " " : "")
            .append(toneless.get(random.nextInt(toneless.size())))
            .append(Tone.values()[random.nextInt(Tone.values().length)].rpa());
      }
      sentences.add(sentence.append('.').toString());
    }
    return sentences;
  }
}
