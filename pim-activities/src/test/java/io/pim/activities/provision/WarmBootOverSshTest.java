package io.pim.activities.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.build.TestBuilds;
import io.pim.host.layer.LayerPlace;
import io.pim.host.machine.TinyGuest;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.PrivateFolders;
import io.pim.tools.ssh.SshKeyPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Like {@link WarmBootTest}, but in a guest where a script has ended the root shell's keeper. */
@Tag("qemu")
@Tag("long")
@Timeout(300)
class WarmBootOverSshTest {
  private static final String BASE = "echo warm > /run/mark; " + ShellPortsTest.endKeeper();

  @TempDir static Path folder;
  private static WarmBench bench;
  private static LayerPlace layer;
  private static Path memory;
  private static Path facts;

  @BeforeAll
  static void holdABuild() throws Exception {
    TinyGuest tiny = TinyGuest.install(folder);
    bench = new WarmBench(folder);
    bench.builds.script("script:base", BASE).script("script:app", "exit 3");
    tiny.keepAsInstalled(bench.builds.save(TestBuilds.ID), bench.layers);
    bench.boot(TestBuilds.ID);
    bench.logIn(TestBuilds.ID);
    bench.script(TestBuilds.ID, "script:base");
    assertEquals(FailureKind.SCRIPT_FAILED, bench.failing(TestBuilds.ID, "script:app").kind());
    bench.end(TestBuilds.ID);
    layer = bench.layer(TestBuilds.ID, "script:base");
    memory = Files.copy(layer.memory(), folder.resolve("memory"));
    facts = Files.copy(layer.memoryFacts(), folder.resolve("facts"));
  }

  @BeforeEach
  void inTheStateOfTheHeldBuild() throws Exception {
    Files.copy(memory, layer.memory(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(facts, layer.memoryFacts(), StandardCopyOption.REPLACE_EXISTING);
    PrivateFolders.delete(bench.layer(TestBuilds.ID, "script:app").folder());
    bench.restart(WarmBench.SETTINGS);
    bench.builds.script("script:app", "cat /run/mark").save(TestBuilds.ID);
  }

  @AfterEach
  void endMachines() throws Exception {
    bench.endAll();
  }

  @AfterAll
  static void close() throws Exception {
    if (bench != null) {
      bench.close();
    }
  }

  @Test
  void aRetryContinuesInTheGuest() throws Exception {
    assertEquals("continued after script:base, with TCG", bench.boot(TestBuilds.ID));
    bench.logIn(TestBuilds.ID);
    bench.script(TestBuilds.ID, "script:app");

    assertTrue(bench.log(TestBuilds.ID).contains("[script:app] warm"), bench.log(TestBuilds.ID));
  }

  @Test
  void bootsTheLayerIfTheGuestHasAnotherHostKey() throws Exception {
    SshKeyPair other = SshKeyPair.at(folder.resolve("other"));
    WrongMemory.edit(layer, Map.of("hostKey", "* " + other.publicKeyLine("").strip()));

    assertEquals("from script:base, with TCG", bench.boot(TestBuilds.ID));
    assertFalse(Files.exists(layer.memory()));
    assertFalse(Files.exists(layer.memoryFacts()));
  }
}
