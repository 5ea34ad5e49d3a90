package io.pim.worker.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeTest {
  @Test
  void readsSamples() throws Exception {
    Scrape scrape =
        Scrape.read("# HELP a it\n# TYPE a gauge\na{b=\"c\",d=\"e\\\"f\",} 1.5\ng +Inf\nh NaN\n");
    assertEquals(1.5, scrape.sum("a", Map.of("b", "c", "d", "e\\\"f")));
    assertEquals(0, scrape.sum("a", Map.of("b", "d")));
    assertEquals(Double.POSITIVE_INFINITY, scrape.sum("g", Map.of()));
    assertEquals(Set.of("a", "g"), scrape.names());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a{b=c} 1", "a{b=\"c\" 1", "a{b=\"c\";d=\"e\"} 1", "1a 1", "a x"})
  void refusesOtherText(String text) {
    assertThrows(IOException.class, () -> Scrape.read(text));
  }
}
