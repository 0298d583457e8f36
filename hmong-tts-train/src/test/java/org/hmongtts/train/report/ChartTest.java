package org.hmongtts.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ChartTest {

  private static final String HOSTILE = "</title><script>'\"&\u0000\ud800]]>";

  @Nested
  class Lines {

    @Test
    void tellTheirValues() {
      Document svg =
          parsed(
              LineChart.builder("Loss")
                  .xAxis("step")
                  .yAxis("nats")
                  .line("training", Point.sequence(4, 3.25))
                  .build());

      assertThat(texts(svg, "title")).contains("Loss", "training: 3.25 at step 1");
      assertThat(texts(svg, "desc")).containsExactly("training in nats by step");
    }

    @Test
    void areBrokenWhereThereIsNoNumber() {
      List<Point> points = Point.sequence(1, 2, Double.NaN, 4, 5, Double.POSITIVE_INFINITY, 6);

      assertThat(lines(LineChart.builder("Loss").line("training", points).build())).hasSize(2);
    }

    @Test
    void areBrokenBelowALogarithmicAxis() {
      List<Point> points = Point.sequence(1, 2, 0, 4, 5);

      LineChart chart = LineChart.builder("Norm").logarithmicY().line("norm", points).build();

      assertThat(lines(chart)).hasSize(2);
    }

    @Test
    void areThinnedButKeepTheirPeaks() {
      double[] values = new double[10_000];
      values[4567] = 42;

      LineChart chart = LineChart.builder("Norm").line("norm", Point.sequence(values)).build();

      assertThat(chart.svg()).hasSizeLessThan(100_000).contains("norm: 42 at 4567");
    }

    @Test
    void sayWhereThereIsNothingToShow() {
      LineChart chart =
          LineChart.builder("Loss").line("training", Point.sequence(Double.NaN)).build();

      assertThat(texts(parsed(chart), "text")).contains("no data");
    }

    @Test
    void ofOnePointAreADot() {
      assertThat(LineChart.builder("Loss").line("training", Point.sequence(1)).build().svg())
          .contains("<circle class='fill'");
    }

    @Test
    void doNotChangeWithTheirBuilder() {
      LineChart.Builder builder = LineChart.builder("Loss").line("training", Point.sequence(1, 2));
      LineChart chart = builder.build();
      String before = chart.svg();

      builder.line("validation", Point.sequence(3, 4)).logarithmicY();

      assertThat(chart.svg()).isEqualTo(before);
    }

    @Test
    void takeStrangersWordsAsWords() {
      LineChart chart =
          LineChart.builder(HOSTILE)
              .xAxis(HOSTILE)
              .yAxis(HOSTILE)
              .line(HOSTILE, Point.sequence(1, 2))
              .dots(HOSTILE, Point.sequence(2, 1))
              .build();

      assertThat(parsed(chart).getElementsByTagName("script").getLength()).isZero();
    }

    private List<String> lines(LineChart chart) {
      List<String> lines = new ArrayList<>();
      NodeList paths = parsed(chart).getElementsByTagName("path");
      for (int i = 0; i < paths.getLength(); i++) {
        if (((Element) paths.item(i)).getAttribute("class").equals("line")) {
          lines.add(((Element) paths.item(i)).getAttribute("d"));
        }
      }
      return lines;
    }
  }

  @Nested
  class Bars {

    @Test
    void tellTheirValues() {
      Map<String, Integer> tones = new LinkedHashMap<>();
      tones.put("-b", 12);
      tones.put("-j", 7);

      Document svg =
          parsed(BarChart.builder("Tones").bars("train", tones).bars("test", tones).build());

      assertThat(texts(svg, "title")).contains("Tones", "train, -b: 12", "test, -j: 7");
    }

    @Test
    void goDownFromZeroWhereNegative() {
      Document svg =
          parsed(BarChart.builder("Change").bars("change", Map.of("a", -3, "b", 3)).build());

      List<Double> tops = new ArrayList<>();
      NodeList bars = svg.getElementsByTagName("rect");
      for (int i = 0; i < bars.getLength(); i++) {
        Element bar = (Element) bars.item(i);
        String name = bar.getElementsByTagName("title").item(0).getTextContent();
        tops.add(
            name.equals("a: −3") ? number(bar, "y") : number(bar, "y") + number(bar, "height"));
      }
      assertThat(tops).hasSize(2);
      assertThat(tops.get(0)).isCloseTo(tops.get(1), within(0.2));
    }

    @Test
    void standOverUprightNamesWhereThereAreMany() {
      Map<String, Integer> many = new LinkedHashMap<>();
      for (int i = 0; i < 40; i++) {
        many.put("category " + i, i);
      }

      assertThat(BarChart.builder("Many").bars("count", many).build().svg())
          .contains("rotate(-90)", ">category 39<");
    }

    @Test
    void sayWhereThereIsNothingToShow() {
      assertThat(texts(parsed(BarChart.builder("None").bars("count", Map.of()).build()), "text"))
          .contains("no data");
    }

    @Test
    void takeStrangersWordsAsWords() {
      BarChart chart = BarChart.builder(HOSTILE).bars(HOSTILE, Map.of(HOSTILE, 1)).build();

      assertThat(parsed(chart).getElementsByTagName("script").getLength()).isZero();
    }

    private double number(Element element, String attribute) {
      return Double.parseDouble(element.getAttribute(attribute));
    }
  }

  private static Document parsed(SvgChart chart) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(chart.svg())));
    } catch (Exception e) {
      throw new AssertionError("no XML: " + chart.svg(), e);
    }
  }

  private static List<String> texts(Document svg, String element) {
    List<String> texts = new ArrayList<>();
    NodeList nodes = svg.getElementsByTagName(element);
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }
}
