package io.pim.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CliContextTest {
  private static final Path ACCOUNT = Path.of(System.getProperty("user.home"));

  @Test
  void usesTheHomeFromTheEnvironment() {
    assertEquals(Path.of("/srv/me"), CliContext.home(Map.of("HOME", "/srv/me")));
  }

  @Test
  void usesTheAccountsHomeWithoutOneInTheEnvironment() {
    assertEquals(ACCOUNT, CliContext.home(Map.of()));
    assertEquals(ACCOUNT, CliContext.home(Map.of("HOME", "")));
    assertEquals(ACCOUNT, CliContext.home(Map.of("HOME", "relative")));
  }
}
