package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java that bin/pim chooses, and its locale. */
class LauncherJavaTest extends LauncherFixture {
  @Test
  void debugReportsTheChosenJava() throws Exception {
    String said = run(Map.of(), pim(), "build", "list", "--debug").output();
    assertTrue(said.contains("pim: Java 17.0.9, by JAVA_HOME: " + java + "\n"), said);
    String ofGuest = run(Map.of(), pim(), "vm", "exec", "x", "--", "--debug").output();
    assertFalse(ofGuest.contains("pim: Java"), ofGuest);
  }

  @Test
  void prefersItsOwnRuntime() throws Exception {
    Path own = dist.resolve("runtime");
    javaIn(own, "21.0.1");
    String said = run(Map.of(), pim(), "--debug").output();
    assertTrue(said.contains("Java 21.0.1, this PIM's own: " + own), said);
  }

  /** A Mac has a java_home, which fails if no Java is registered with it. */
  @Test
  void findsJavaOnMacOs() throws Exception {
    Path javaHome = folder.resolve("java_home");
    Path keg = folder.resolve("brew/opt/openjdk");
    Path path = folder.resolve("path");
    Files.writeString(
        dist.resolve("bin/pim"),
        Files.readString(SCRIPT)
            .replace("/usr/libexec/java_home", "'" + javaHome + "'")
            .replace("/opt/homebrew /usr/local", "'" + folder.resolve("brew") + "'"));
    script(javaHome, "exit 1");

    Finished none = runOnMac();
    assertEquals(1, none.exitCode());
    assertTrue(none.output().contains("needs Java 17 or later"), none.output());
    assertTrue(none.output().contains("brew install openjdk"), none.output());

    javaIn(path.resolve("jdk"), "17.0.1");
    Files.createSymbolicLink(path.resolve("java"), path.resolve("jdk/bin/java"));
    assertTrue(runOnMac().output().contains("Java 17.0.1, on PATH: "), runOnMac().output());
    javaIn(keg, "25.0.1");
    assertTrue(runOnMac().output().contains("Java 25.0.1, of Homebrew: " + keg));
    script(javaHome, "[ \"$*\" = '-v 17+' ] && echo '" + java + "'");
    assertTrue(runOnMac().output().contains("Java 17.0.9, by"), runOnMac().output());
    // Without a suitable Java, java_home has printed an older one.
    release("11.0.1");
    assertTrue(runOnMac().output().contains("Java 25.0.1, of Homebrew"), runOnMac().output());
  }

  private Finished runOnMac() throws Exception {
    return run(
        Map.of("JAVA_HOME", "", "PATH", folder.resolve("path") + ":" + withoutJava()),
        pim(),
        "--debug");
  }

  /** The commands that bin/pim runs, without java. */
  private Path withoutJava() throws IOException {
    Path bin = folder.resolve("bin");
    for (String name : List.of("sed", "readlink", "mkdir", "rm", "mv", "nice", "stty", "sh")) {
      Path link = bin.resolve(name);
      if (Files.notExists(link)) {
        Files.createDirectories(bin);
        Path program = Path.of("/usr/bin", name);
        Files.createSymbolicLink(link, Files.exists(program) ? program : Path.of("/bin", name));
      }
    }
    return bin;
  }

  /** Java's file names would be ASCII: no command could run in a folder with an umlaut. */
  @ParameterizedTest
  @ValueSource(strings = {"", "C", "POSIX", "de_DE.ISO-8859-1", "no_SUCH.UTF-8"})
  void fileNamesAreUtf8InEveryLocale(String locale) throws Exception {
    script(java.resolve("bin/java"), "locale charmap; pwd");
    for (String variable : List.of("LC_ALL", "LANG")) {
      assertTrue(
          run(Map.of(variable, locale), pim(), "--version").output().contains("UTF-8"), variable);
    }
  }

  /**
   * The same with the real Java. The shell makes the folder, because this Java's locale may be C.
   */
  @Test
  void javaOpensFilesInAFolderWithAnUmlaut() throws Exception {
    write(
        folder.resolve("Look.java"),
        "class Look { public static void main(String[] a) throws Exception {"
            + " System.out.println(java.nio.file.Files.exists(java.nio.file.Path.of(\"\")"
            + ".toAbsolutePath().resolve(\"Look.java\"))); } }");
    Path real = Path.of(System.getProperty("java.home"), "bin", "java");
    script(
        java.resolve("bin/java"),
        "cd '%s' && d=$(printf 'Ger\\303\\244t') && mkdir -p \"$d\" && cp Look.java \"$d\" && cd \"$d\""
                .formatted(folder)
            + " && exec '"
            + real
            + "' Look.java");
    String seen = run(Map.of("LC_ALL", "C"), pim(), "--version").output();
    assertTrue(seen.endsWith("true\n"), seen);
  }

  @Test
  void refusesAnOldJava() throws Exception {
    for (String old : List.of("11.0.2", "1.8.0_402")) {
      release(old);
      Finished run = run(Map.of(), pim(), "--version");
      assertEquals(1, run.exitCode());
      assertTrue(run.output().contains("needs Java 17 or later"), run.output());
      assertTrue(run.output().contains(old), run.output());
    }
  }

  @Test
  void explainsAMissingJava() throws Exception {
    Finished wrong = run(Map.of("JAVA_HOME", "/nowhere"), pim(), "--version");
    assertEquals(1, wrong.exitCode());
    assertTrue(wrong.output().contains("JAVA_HOME is /nowhere"), wrong.output());
  }
}
