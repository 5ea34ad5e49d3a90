package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a fresh checkout, bin/pim builds PIM first. */
class LauncherCheckoutTest extends LauncherFixture {
  @Test
  void reportsThatAFreshCheckoutNeedsAJdk() throws Exception {
    Path checkout = folder.resolve("checkout");
    write(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("bin"));
    Path pim = Files.copy(SCRIPT, checkout.resolve("bin/pim"));
    Finished run = run(Map.of(), pim.toString(), "--version");
    assertEquals(1, run.exitCode());
    assertTrue(run.output().contains("has no javac"), run.output());
  }

  /** A checkout that was never built, and a Maven that builds it at once. */
  private Path checkout() throws IOException {
    Path checkout = folder.resolve("checkout");
    write(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("bin"));
    Files.copy(SCRIPT, checkout.resolve("bin/pim"));
    script(java.resolve("bin/javac"), "");
    Path built = checkout.resolve("pim-cli/target/dist");
    script(
        folder.resolve("path/mvn"),
        "mkdir -p '" + built + "/lib' && echo abc >'" + built + "/build-id'");
    return checkout;
  }

  private Finished runFresh(Path checkout, int patience) throws Exception {
    return run(
        Map.of(
            "PATH",
            folder.resolve("path") + ":/usr/bin:/bin",
            "PIM_BUILD_PATIENCE",
            Integer.toString(patience)),
        checkout.resolve("bin/pim").toString(),
        "--version");
  }

  @Test
  void buildsAFreshCheckoutOnce() throws Exception {
    Path checkout = checkout();
    String first = runFresh(checkout, 100).output();
    assertTrue(first.startsWith("pim: building PIM"), first);
    assertTrue(first.endsWith("[--version]\n"), first);
    assertFalse(runFresh(checkout, 100).output().contains("building"));
    assertFalse(Files.exists(checkout.resolve(".pim-building")));
  }

  /** Another process now has the PID: it runs, and builds nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"%d 12", "%d Fri Nov 27 03:07:53 2026", "%d", "999999999 12"})
  void doesNotWaitForADeadBuilder(String builder) throws Exception {
    Path checkout = checkout();
    long living = ProcessHandle.current().pid();
    write(checkout.resolve(".pim-building/builder"), String.format(builder + "%n", living));

    Finished run = runFresh(checkout, 100);

    assertTrue(run.succeeded(), run.output());
    assertTrue(run.output().startsWith("pim: building PIM"), run.output());
    assertFalse(Files.exists(checkout.resolve(".pim-building")));
  }

  @Test
  void doesNotWaitLongForABuilderThatDiedBeforeItNamedItself() throws Exception {
    Path checkout = checkout();
    Files.createDirectories(checkout.resolve(".pim-building"));

    assertTrue(runFresh(checkout, 100).succeeded());
  }

  @Test
  void waitsForARunningBuilderAndNamesIt() throws Exception {
    Path checkout = checkout();
    Path go = folder.resolve("go");
    Path mvn = folder.resolve("path/mvn");
    script(mvn, "while ! [ -e '" + go + "' ]; do sleep 0.1; done\n" + Files.readString(mvn));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Finished> first = threads.submit(() -> runFresh(checkout, 100));
      Path builder = checkout.resolve(".pim-building/builder");
      while (!Files.exists(builder)) {
        Thread.onSpinWait();
      }
      String pid = Files.readString(builder).split(" ", 2)[0];

      Finished impatient = runFresh(checkout, 0);
      assertEquals(1, impatient.exitCode());
      assertTrue(
          impatient.output().contains("process " + pid + " has not finished building it"),
          impatient.output());
      assertTrue(impatient.output().contains("rm -rf '" + builder.getParent() + "'"));

      Future<Finished> second = threads.submit(() -> runFresh(checkout, 100));
      Files.writeString(go, "");
      assertTrue(first.get().output().startsWith("pim: building PIM"), first.get().output());
      assertTrue(second.get().succeeded(), second.get().output());
      assertFalse(second.get().output().contains("building PIM"), "the checkout is built once");
      assertTrue(
          impatient.output().startsWith("pim: waiting for process " + pid), impatient.output());
    } finally {
      threads.shutdownNow();
    }
  }
}
