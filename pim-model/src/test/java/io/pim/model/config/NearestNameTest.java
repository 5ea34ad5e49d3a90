package io.pim.model.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestNameTest {
  private static final List<String> NAMES = List.of("disk_size", "memory", "cpus", "ssh");

  @Test
  void countsLettersToChange() {
    assertEquals(0, NearestName.distance("memory", "Memory"));
    assertEquals(1, NearestName.distance("memroy", "memory"));
    assertEquals(1, NearestName.distance("cpu", "cpus"));
    assertEquals(3, NearestName.distance("", "ssh"));
  }

  @Test
  void offersANearName() {
    assertEquals(Optional.of("memory"), NearestName.of("memroy", NAMES));
    assertEquals(Optional.of("cpus"), NearestName.of("cpu", NAMES));
    assertEquals(Optional.of("disk_size"), NearestName.of("disksize", NAMES));
  }

  @Test
  void offersNoNameFarAway() {
    assertEquals(Optional.empty(), NearestName.of("firmware", NAMES));
    assertEquals(Optional.empty(), NearestName.of("ab", NAMES));
    assertEquals("", NearestName.advice("firmware", NAMES));
  }
}
