package io.pim.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that a newcomer types first. */
class InitCommandTest {
  private static final String RELEASES = "https://cdimage.debian.org/";

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void setUp() {
    pim = PimHome.bare(root);
  }

  private Ran done(String... arguments) {
    Ran ran = pim.run(arguments);
    assertEquals(0, ran.status(), ran.err());
    return ran;
  }

  @Test
  void writesAFolderThatWorksUnchanged() throws IOException, InterruptedException {
    assertTrue(done("init").out().contains("wrote  profiles.d/developer.yml"));
    String checked = done("config", "check").out();
    assertEquals("configuration is valid: 1 profile, 4 ISOs, 0 targets\n", checked);
    assertTrue(done("profile", "list").out().contains("profiles.d/developer.yml:3"));
    assertEquals(4, done("iso", "list").out().lines().filter(l -> l.contains("netinst")).count());
    plans("x86_64", "debian-13.1.0-amd64-netinst");
    plans("arm64", "debian-13.1.0-arm64-netinst");
    Path profile = pim.folders.project().resolve("profiles.d/developer.yml");
    Files.writeString(
        profile, Files.readString(profile) + "  iso_pattern: debian-12*-{arch}-netinst\n");
    plans("x86_64", "debian-12.11.0-amd64-netinst");
  }

  /** Plans with the lists of checksums on this machine; nothing else is changed. */
  private void plans(String architecture, String iso) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String line = "0".repeat(64) + "  " + iso + ".iso\n";
          exchange.sendResponseHeaders(200, line.length());
          exchange.getResponseBody().write(line.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    Path catalog = pim.folders.project().resolve("isos.d/debian.yml");
    String real = Files.readString(catalog);
    try {
      String local = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      Files.writeString(catalog, real.replace(RELEASES, local));
      String plan = done("build", "run", "developer", "--dry-run", "--arch", architecture).out();
      assertTrue(plan.contains(iso), plan);
      assertTrue(plan.contains("script:developer"), plan);
    } finally {
      Files.writeString(catalog, real);
      server.stop(0);
    }
  }

  @Test
  void debconfAcceptsEveryAnswerOfThePreseed() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/debconf-set-selections")),
        "debconf-set-selections is not installed");
    done("init");
    Path preseed = root.resolve("preseed.cfg");
    Files.writeString(preseed, done("profile", "show", "developer", "--render").out());
    assertTrue(Files.readString(preseed).contains("d-i passwd/user-password-crypted password !"));
    Process debconf =
        new ProcessBuilder("debconf-set-selections", "-c", preseed.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(debconf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(debconf.waitFor(1, TimeUnit.MINUTES));
    assertEquals("", output);
    assertEquals(0, debconf.exitValue());
  }

  @Test
  void putsNoPasswordIntoTheImage() throws IOException {
    done("init");
    try (Stream<Path> files = Files.walk(pim.folders.project())) {
      String written =
          files
              .filter(file -> file.toString().endsWith(".yml"))
              .map(InitCommandTest::text)
              .collect(Collectors.joining());
      assertFalse(written.matches("(?s).*\n *[a-z_]*password[a-z_]*:.*"), written);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void showsTheNextCommands() {
    Ran ran = done("init", "mine");
    Path mine = pim.folders.project().resolve("mine");
    assertTrue(ran.out().endsWith("  pim build run developer\n"), ran.out());
    assertTrue(ran.out().contains("  cd " + mine + "\n"), ran.out());
    assertFalse(done("init", pim.folders.config().toString()).out().contains("  cd "));
  }

  @Test
  void reportsFilesThatItLeavesAlone() {
    pim.file("pim.yml", "build: {cpus: 1}\n");
    assertTrue(done("init").out().contains("kept   pim.yml, as it was"));
    String again = done("init", "-o", "json").out();
    assertTrue(again.contains("\"written\" : [ ]"), again);
    assertTrue(again.contains("\"folder\" : \"" + pim.folders.project() + "\""), again);
  }

  @Test
  void endsWithTwoIfItCannotMakeItsFolders() {
    pim.file("isos.d", "");
    Ran ran = pim.run("init");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("A file has the name of a folder that PIM needs."), ran.err());
  }
}
