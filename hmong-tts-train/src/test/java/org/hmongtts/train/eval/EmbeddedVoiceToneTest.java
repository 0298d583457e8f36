package org.hmongtts.train.eval;

import static org.assertj.core.api.Assertions.assertThat;
import org.hmongtts.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.hmongtts.text.Tone;
import org.junit.jupiter.api.*;

class EmbeddedVoiceToneTest {
  @Test void go() throws Exception {
    List<String> lines; try (var in = new BufferedReader(new InputStreamReader(EmbeddedVoiceToneTest.class.getResourceAsStream("held-out-sentences.txt"), StandardCharsets.UTF_8))) { lines = in.lines().toList(); }
    long t0=System.nanoTime();
    try (HmongTts tts = HmongTts.load(BaseModel.embedded())) {
      System.out.println(tts.voices()+" "+tts.info());
      for (String v : tts.voices()) {
        List<Utterance> us = new ArrayList<>(); long seed=0; double rtf=0;
        long t1=System.nanoTime();
        for (String l : lines) { Speech s = tts.speak(SpeechRequest.builder(l).voice(v).seed(seed++).retries(0).build());
          if (!s.stop().isNatural() || !s.spokenText().equals(l)) System.out.println(s.stop()+" "+s.spokenText()+" <- "+l);
          us.add(new Utterance(s.audio(), l)); rtf += s.duration().toMillis(); }
        long t2=System.nanoTime();
        ToneReport r = ToneIdentification.identify(us);
        System.out.println(v+" audio s "+rtf/1000+" synth "+(t2-t1)/1e9+" eval "+(System.nanoTime()-t2)/1e9);
 System.out.println(r.identifiedShare()+" of "+r.syllables().size()+" "+r.pitch()+" "+r.medianF0Hz()+" "+r.syllablesPerSecond());
 for(JudgedSyllable s:r.syllables()) if(!s.correct()) System.out.println(lines.get(s.utterance())+": "+s.text()+" "+s.identified()+" "+s.startSeconds()+" "+s.endSeconds()+" "+Arrays.toString(Arrays.stream(s.contour()).map(x->Math.round(x*10)/10.).toArray()));
 for(Tone x:Tone.values()) System.out.println(x+" "+r.contourError(x)+" "+r.contour(x).map(c->Arrays.toString(Arrays.stream(c).map(y->Math.round(y*100)/100.).toArray())));
      }
    }
    System.out.println("total "+(System.nanoTime()-t0)/1e9);
  }
}
