package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/pim, with a shell script for a Java machine that says what it was started with. */
class LauncherTest {
  private static final Path SCRIPT = Path.of("..", "bin", "pim");

  @TempDir Path temporary;
  private Path folder;
  private Path dist;
  private Path java;

  @BeforeEach
  void setUp() throws IOException {
    // Names with blanks are the rule on macOS.
    folder = Files.createDirectory(temporary.toRealPath().resolve("a b"));
    dist = folder.resolve("dist");
    java = folder.resolve("java");
    script(java.resolve("bin/java"), "for a; do echo \"[$a]\"; done");
    release("17.0.9");
    write(dist.resolve("lib/pim-cli.jar"), "");
    write(dist.resolve("build-id"), "abc\n");
    Files.createDirectories(dist.resolve("bin"));
    Files.copy(SCRIPT, dist.resolve("bin/pim"));
  }

  @Test
  void runsItsDistributionThroughLinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("dist/bin/pim"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    Finished run = run(Map.of(), second.toString(), "build", "a b", "");
    assertTrue(run.succeeded(), run.output());
    assertTrue(run.output().contains("[-Dpim.home=" + dist + "]"), run.output());
    assertTrue(run.output().endsWith("[io.pim.cli.Pim]\n[build]\n[a b]\n[]\n"), run.output());
  }

  @Test
  void workerHasASmallHeapAndAllCompilers() throws Exception {
    String worker = run(Map.of(), pim(), "worker", "run").output();
    assertTrue(worker.contains("[-Xmx256m]"), worker);
    assertTrue(worker.contains("[-XX:+ExitOnOutOfMemoryError]"), worker);
    assertFalse(worker.contains("TieredStopAtLevel"), worker);
    String other = run(Map.of(), pim(), "worker", "list").output();
    assertTrue(other.contains("[-XX:TieredStopAtLevel=1]"), other);
  }

  @Test
  void oldJavaIsRefused() throws Exception {
    for (String old : List.of("11.0.2", "1.8.0_402")) {
      release(old);
      Finished run = run(Map.of(), pim(), "--version");
      assertEquals(1, run.exitCode());
      assertTrue(run.output().contains("needs Java 17 or later"), run.output());
      assertTrue(run.output().contains(old), run.output());
    }
  }

  @Test
  void missingJavaIsExplained() throws Exception {
    Finished wrong = run(Map.of("JAVA_HOME", "/nowhere"), pim(), "--version");
    assertEquals(1, wrong.exitCode());
    assertTrue(wrong.output().contains("JAVA_HOME is /nowhere"), wrong.output());
  }

  @Test
  void freshCheckoutNeedsAJdkAndSaysSo() throws Exception {
    Path checkout = folder.resolve("checkout");
    write(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("bin"));
    Path pim = Files.copy(SCRIPT, checkout.resolve("bin/pim"));
    Finished run = run(Map.of(), pim.toString(), "--version");
    assertEquals(1, run.exitCode());
    assertTrue(run.output().contains("has no javac"), run.output());
  }

  @Test
  void freshCheckoutIsBuiltOnce() throws Exception {
    Path checkout = folder.resolve("checkout");
    write(checkout.resolve("pom.xml"), "");
    Files.createDirectories(checkout.resolve("bin"));
    Path pim = Files.copy(SCRIPT, checkout.resolve("bin/pim"));
    script(java.resolve("bin/javac"), "");
    Path built = checkout.resolve("pim-cli/target/dist");
    script(
        folder.resolve("path/mvn"),
        "mkdir -p '" + built + "/lib' && echo abc >'" + built + "/build-id'");
    Map<String, String> path = Map.of("PATH", folder.resolve("path") + ":/usr/bin:/bin");
    String first = run(path, pim.toString(), "--version").output();
    assertTrue(first.startsWith("pim: building PIM"), first);
    assertTrue(first.endsWith("[--version]\n"), first);
    assertFalse(run(path, pim.toString(), "--version").output().contains("building"));
    assertFalse(Files.exists(checkout.resolve(".pim-building")));
  }

  private String pim() {
    return dist.resolve("bin/pim").toString();
  }

  private Finished run(Map<String, String> variables, String... argv) throws Exception {
    Map<String, String> environment = new java.util.HashMap<>(variables);
    environment.putIfAbsent("JAVA_HOME", java.toString());
    List<String> command = new ArrayList<>(List.of("/bin/sh"));
    command.addAll(List.of(argv));
    return new ProcessRunner()
        .run(Command.of(command, Duration.ofSeconds(30)).withEnvironment(environment));
  }

  private void release(String version) throws IOException {
    write(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private static void script(Path file, String body) throws IOException {
    write(file, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
