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
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** bin/pim, with a shell script in place of Java, which prints its arguments. */
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
    assertTrue(worker.contains("[-Xmn24m]"), worker);
    assertTrue(worker.contains("[-XX:+ExitOnOutOfMemoryError]"), worker);
    assertFalse(worker.contains("TieredStopAtLevel"), worker);
    assertTrue(worker.contains("[-XX:Tier4InvocationThreshold=50000]"), worker);
    assertTrue(worker.contains("[-Dpim.log=worker]"), worker);
    assertFalse(worker.contains("ArchiveRelocationMode"), worker);
    String other = run(Map.of(), pim(), "worker", "list").output();
    assertTrue(other.contains("[-XX:TieredStopAtLevel=1]"), other);
    assertTrue(other.contains("[-XX:ArchiveRelocationMode=0]"), other);
    assertTrue(
        other.indexOf("[-XX:+IgnoreUnrecognizedVMOptions]")
            < other.indexOf("[-XX:ArchiveRelocationMode=0]"),
        other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--debug worker run",
        "-q worker run",
        "worker --debug run",
        "-C /x worker run",
        "--set a=b worker run --debug"
      })
  void workerIsOneWithOptionsToo(String words) throws Exception {
    String worker = runWords(words).output();
    assertTrue(worker.contains("[-Xmx256m]"), worker);
    assertTrue(worker.contains("[-Dpim.log=worker]"), worker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "vm exec worker run", "worker list run", "-C worker run"})
  void othersAreNoWorkers(String words) throws Exception {
    String other = runWords(words).output();
    assertTrue(other.contains("[-XX:TieredStopAtLevel=1]"), other);
  }

  private Finished runWords(String words) throws Exception {
    List<String> argv = new ArrayList<>(List.of(pim()));
    argv.addAll(List.of(words.split(" ")));
    return run(Map.of(), argv.toArray(String[]::new));
  }

  @Test
  void debugSaysWhichJavaItTook() throws Exception {
    String said = run(Map.of(), pim(), "build", "list", "--debug").output();
    assertTrue(said.contains("pim: Java 17.0.9, by JAVA_HOME: " + java + "\n"), said);
    String ofGuest = run(Map.of(), pim(), "vm", "exec", "x", "--", "--debug").output();
    assertFalse(ofGuest.contains("pim: Java"), ofGuest);
  }

  @Test
  void itsOwnRuntimeComesFirst() throws Exception {
    Path own = dist.resolve("runtime");
    javaIn(own, "21.0.1");
    String said = run(Map.of(), pim(), "--debug").output();
    assertTrue(said.contains("Java 21.0.1, this PIM's own: " + own), said);
  }

  /** A Mac has a java_home, which fails where no Java is registered with it. */
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
    // Without a suitable one, java_home has printed an older one.
    release("11.0.1");
    assertTrue(runOnMac().output().contains("Java 25.0.1, of Homebrew"), runOnMac().output());
  }

  private Finished runOnMac() throws Exception {
    return run(
        Map.of("JAVA_HOME", "", "PATH", folder.resolve("path") + ":" + withoutJava()),
        pim(),
        "--debug");
  }

  /** The commands that bin/pim runs, and no java among them. */
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
  void fileNamesAreUtf8WhateverTheLocale(String locale) throws Exception {
    script(java.resolve("bin/java"), "locale charmap; pwd");
    for (String variable : List.of("LC_ALL", "LANG")) {
      assertTrue(
          run(Map.of(variable, locale), pim(), "--version").output().contains("UTF-8"), variable);
    }
  }

  /** The same with the real Java. The shell makes the folder: this Java's locale may be C. */
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
  void freshCheckoutIsBuiltOnce() throws Exception {
    Path checkout = checkout();
    String first = runFresh(checkout, 100).output();
    assertTrue(first.startsWith("pim: building PIM"), first);
    assertTrue(first.endsWith("[--version]\n"), first);
    assertFalse(runFresh(checkout, 100).output().contains("building"));
    assertFalse(Files.exists(checkout.resolve(".pim-building")));
  }

  /** Another process now has the pid: it lives, and builds nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"%d 12", "%d Fri Nov 27 03:07:53 2026", "%d", "999999999 12"})
  void aBuilderThatIsGoneIsNotWaitedFor(String builder) throws Exception {
    Path checkout = checkout();
    long living = ProcessHandle.current().pid();
    write(checkout.resolve(".pim-building/builder"), String.format(builder + "%n", living));

    Finished run = runFresh(checkout, 100);

    assertTrue(run.succeeded(), run.output());
    assertTrue(run.output().startsWith("pim: building PIM"), run.output());
    assertFalse(Files.exists(checkout.resolve(".pim-building")));
  }

  @Test
  void aBuilderThatDiedBeforeItNamedItselfIsNotWaitedForLong() throws Exception {
    Path checkout = checkout();
    Files.createDirectories(checkout.resolve(".pim-building"));

    assertTrue(runFresh(checkout, 100).succeeded());
  }

  @Test
  void aBuilderAtWorkIsNamedAndWaitedFor() throws Exception {
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
      assertFalse(second.get().output().contains("building PIM"), "it is built once");
      assertTrue(
          impatient.output().startsWith("pim: waiting for process " + pid), impatient.output());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anArchiveOfRewrittenJarsIsNotUsed() throws Exception {
    Path archive = dist.resolve("cds/abc-17.0.9.jsa");
    write(archive, "");
    write(dist.resolve("cds/abc-17.0.9.jsa.made"), dist + "\n");
    String uses = "[-XX:SharedArchiveFile=" + archive + "]";
    assertTrue(run(Map.of(), pim(), "build").output().contains(uses));
    FileTime later = FileTime.from(Instant.now().plusSeconds(60));
    Files.setLastModifiedTime(dist.resolve("build-id"), later);

    Finished run = run(Map.of(), pim(), "build");

    assertTrue(run.succeeded(), run.output());
    assertFalse(run.output().contains("SharedArchiveFile"), run.output());
  }

  /** As a package does for all users, who cannot write to its folder. */
  @Test
  void archiveOfThePackageIsUsedByThoseWhoCannotWriteIt() throws Exception {
    script(
        java.resolve("bin/java"),
        """
        for a; do
          echo "[$a]"
          case $a in -XX:ArchiveClassesAtExit=*) : >"${a#*=}" ;; esac
        done""");
    Path archive = dist.resolve("cds/abc-17.0.9.jsa");
    Path home = openTo(Files.createDirectory(folder.resolve("home")));

    assertFalse(asOther(home, "build").contains("SharedArchiveFile"));
    Path ofUser = home.resolve(".cache/pim/cds/abc-17.0.9.jsa.made");
    assertTrue(Files.exists(ofUser), "the user's own, because the package has none");
    assertFalse(Files.exists(archive.getParent()), "nothing where the user cannot write");

    Finished made = run(Map.of(), pim(), "__archive");
    assertEquals(0, made.exitCode(), made.output());
    assertEquals("", made.output());
    assertTrue(Files.exists(archive));
    Files.delete(ofUser);
    String later = asOther(home, "build");
    assertTrue(later.contains("[-XX:SharedArchiveFile=" + archive + "]"), later);
    assertFalse(Files.exists(ofUser));
  }

  @Test
  void withoutAFolderForTheArchiveNothingIsSaid() throws Exception {
    for (String home : List.of("", "/proc/nowhere")) {
      String said = asOther(Path.of(home), "build");
      assertTrue(said.endsWith("[io.pim.cli.Pim]\n[build]\n"), said);
      assertTrue(said.startsWith("[-Xshare:auto]"), said);
    }
  }

  @Test
  void anArchiveThatCannotBeMadeIsReportedToThePackage() throws Exception {
    script(java.resolve("bin/java"), "exit 1");
    assertEquals(1, run(Map.of(), pim(), "__archive").exitCode());
    assertFalse(Files.exists(dist.resolve("cds/abc-17.0.9.jsa")));
  }

  /** Runs it as a user who cannot write into the distribution. */
  private String asOther(Path home, String... arguments) throws Exception {
    List<String> argv = new ArrayList<>(List.of("/usr/bin/env"));
    argv.add("-uXDG_CACHE_HOME");
    argv.add(home.toString().isEmpty() ? "-uHOME" : "HOME=" + home);
    if (Files.getOwner(dist).getName().equals("root")) {
      openTo(temporary);
      // The umask of the user who runs this test may close them.
      Command open =
          Command.of(List.of("chmod", "-R", "go+rX", folder.toString()), Duration.ofSeconds(60));
      assertTrue(new ProcessRunner().run(open).succeeded());
      argv.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    } else {
      assertTrue(dist.toFile().setWritable(false));
    }
    argv.addAll(List.of("/bin/sh", pim()));
    argv.addAll(List.of(arguments));
    Finished run =
        new ProcessRunner()
            .run(
                Command.of(argv, Duration.ofSeconds(150))
                    .withEnvironment(Map.of("JAVA_HOME", java.toString())));
    assertTrue(dist.toFile().setWritable(true));
    assertTrue(run.succeeded(), run.output());
    return run.output();
  }

  private static Path openTo(Path folder) throws IOException {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
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
        .run(Command.of(command, Duration.ofSeconds(150)).withEnvironment(environment));
  }

  private void release(String version) throws IOException {
    release(java, version);
  }

  private static void release(Path home, String version) throws IOException {
    write(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
  }

  private static void javaIn(Path home, String version) throws IOException {
    script(home.resolve("bin/java"), "for a; do echo \"[$a]\"; done");
    release(home, version);
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
