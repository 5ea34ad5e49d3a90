package io.pim.cli.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome.Ran;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds are listed, filtered, and found by their names. */
@Timeout(300)
class BuildListTest extends BuildCommandsFixture {
  @Test
  void listsByStateProfileAndArchitecture() throws Exception {
    holdBuild();
    assertEquals(1, json(pim.run("build", "list", "--state", "held", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--state", "done", "-o", "json")).size());
    assertEquals(1, json(pim.run("build", "list", "--profile", "web", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--profile", "db", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--arch", "arm64", "-o", "json")).size());
    Ran table = pim.run("build", "list");
    assertTrue(table.out().startsWith("BUILD "), table.out());
    assertTrue(table.out().contains("held"), table.out());
  }

  @Test
  void offersTheNearestBuild() {
    holdBuild();
    Ran ran = pim.run("build", "show", "wbe");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("There is no build 'wbe'"), ran.err());
    assertTrue(ran.err().contains("Did you mean web?"), ran.err());
    Ran unsafe = pim.run("build", "show", "x' OR 'a'='a");
    assertEquals(2, unsafe.status());
  }

  @Test
  void asksWhichArchitectureIsMeant() {
    holdBuild();
    pim.run("build", "run", "web", "--arch", "arm64");
    Ran ran = pim.run("build", "show", "web");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("web-arm64, web-x86_64"), ran.err());
  }

  @Test
  void listsWhyBuildsAreHeldAndAppliesFilters() throws Exception {
    holdBuild();
    JsonNode row = json(pim.run("build", "list", "--state", "held", "-o", "json")).get(0);
    assertEquals("The script app exited with 3.", row.get("note").asText());
    assertTrue(pim.run("build", "list").out().contains("The script app exited with 3."));
    assertEquals(0, json(pim.run("build", "list", "--state", "done", "-o", "json")).size());
    assertEquals(1, json(pim.run("build", "list", "--profile", "web", "-o", "json")).size());
    assertEquals(0, json(pim.run("build", "list", "--arch", "arm64", "-o", "json")).size());
  }

  @Test
  void refusesMeaninglessFilters() {
    Ran state = pim.run("build", "list", "--state", "hold");
    assertEquals(ExitStatus.USAGE, state.status());
    assertTrue(state.err().contains("HELD"), state.err());
    Ran profile = pim.run("build", "list", "--profile", "wbe");
    assertEquals(ExitStatus.USAGE, profile.status());
    assertTrue(profile.err().contains("Did you mean web?"), profile.err());
    assertEquals(ExitStatus.USAGE, pim.run("build", "list", "--arch", "vax").status());
    assertEquals(ExitStatus.USAGE, pim.run("build", "list", "--limit", "0").status());
  }
}
