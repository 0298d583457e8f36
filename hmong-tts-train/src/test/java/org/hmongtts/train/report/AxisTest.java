package org.hmongtts.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  private static final String SEED = "20261122";

  @Test
  void endsAtTicksWhereItIsRounded() {
    Axis axis = Axis.rounded(1.3, 7.2, 5);

    assertThat(axis.ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0);
    assertThat(axis.position(0)).isZero();
    assertThat(axis.position(8)).isEqualTo(1);
  }

  @Test
  void endsWithTheDataWhereItIsFitted() {
    Axis axis = Axis.fitted(1, 1873, 8);

    assertThat(axis.from()).isEqualTo(1);
    assertThat(axis.to()).isEqualTo(1873);
    assertThat(axis.ticks()).containsExactly(500.0, 1000.0, 1500.0);
  }

  @Test
  void hasRoomAroundASingleValue() {
    assertThat(Axis.rounded(3, 3, 5).position(3)).isBetween(0.2, 0.8);
    assertThat(Axis.rounded(0, 0, 5).position(0)).isBetween(0.2, 0.8);
  }

  @Test
  void hasPowersOfTenWhereItIsLogarithmic() {
    Axis axis = Axis.logarithmic(0.03, 40);

    assertThat(axis.ticks()).containsExactly(0.01, 0.1, 1.0, 10.0, 100.0);
    assertThat(axis.position(1)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void hasTicksInsideOfFewDecades() {
    assertThat(Axis.logarithmic(1.2, 4).ticks()).containsExactly(1.0, 2.0, 5.0);
  }

  @Property(seed = SEED)
  void holdsWhatItWasMadeFor(
      @ForAll @DoubleRange(min = -1e12, max = 1e12) double one,
      @ForAll @DoubleRange(min = -1e12, max = 1e12) double other) {
    Axis axis = Axis.rounded(Math.min(one, other), Math.max(one, other), 5);

    assertThat(axis.position(one)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.position(other)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.ticks()).isSorted().hasSizeBetween(2, 8);
  }

  @Property(seed = SEED)
  void holdsWhatItWasMadeForInLogarithms(
      @ForAll @DoubleRange(min = -12, max = 12) double oneExponent,
      @ForAll @DoubleRange(min = -12, max = 12) double otherExponent) {
    double one = Math.pow(10, oneExponent);
    double other = Math.pow(10, otherExponent);
    Axis axis = Axis.logarithmic(Math.min(one, other), Math.max(one, other));

    assertThat(axis.position(one)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.position(other)).isBetween(-1e-6, 1 + 1e-6);
    assertThat(axis.ticks()).isSorted().hasSizeBetween(2, 30);
  }

  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "0, 0",
    "0.30000000000000004, 0.3",
    "-2.5, −2.5",
    "1500, 1500",
    "15000, 15k",
    "1250000, 1.25M",
    "0.0002, 2e-4",
    "3e17, 3e17"
  })
  void writesTicks(double tick, String text) {
    assertThat(Axis.label(tick)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({"9999.6, 10k", "999999, 1M", "-0.00000001, −1e-8", "NaN, not a number"})
  void roundsToWhatIsKept(double value, String text) {
    assertThat(NumberText.of(value, 4)).isEqualTo(text);
  }
}
