package io.pim.e2e.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Median, minimum and maximum. */
class SamplesTest {
  @Test
  void usesTheMiddleOfAnOddNumber() {
    Samples samples = new Samples(List.of(9.0, 1.0, 4.0));
    assertEquals(4.0, samples.median());
    assertEquals(1.0, samples.least());
    assertEquals(9.0, samples.most());
  }

  @Test
  void usesTheMeanOfTheMiddleTwoOfAnEvenNumber() {
    assertEquals(3.0, new Samples(List.of(100.0, 2.0, 4.0, 1.0)).median());
  }

  @Test
  void returnsTheValueIfThereIsOne() {
    assertEquals(7.0, new Samples(List.of(7.0)).median());
  }

  @Test
  void needsAValue() {
    assertThrows(IllegalArgumentException.class, () -> new Samples(List.of()));
  }
}
