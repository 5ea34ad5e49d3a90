package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HomePathTest {
  private static final Path HOME = Path.of("/home/ada");

  @Test
  void resolvesATildeAtTheBeginningOnly() {
    assertEquals(Path.of("/home/ada/.ssh/key"), HomePath.of("~/.ssh/key", HOME));
    assertEquals(Path.of("/srv/~/key"), HomePath.of("/srv/~/key", HOME));
    assertEquals(Path.of("~ada/key"), HomePath.of("~ada/key", HOME));
  }

  @Test
  void needsTheHomeForSuchAPathOnly() {
    assertTrue(HomePath.isInHome("~/key"));
    assertFalse(HomePath.isInHome("/srv/~/key"));
    assertFalse(HomePath.isInHome("~ada/key"));
  }
}
