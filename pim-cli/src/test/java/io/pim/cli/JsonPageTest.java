package io.pim.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.JsonOutput;
import io.pim.cli.temporal.ServiceStatus;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeRecord;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.JsonPage;
import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.ventoy.VentoyStatusCommand;
import io.pim.cli.vm.VmIpCommand;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.Registry;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Sha256;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.tools.qmp.GuestExec;
import io.pim.tools.qmp.GuestInterface;
import io.pim.tools.qmp.GuestOs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The JSON of commands has exactly the fields that docs/json.md lists. */
class JsonPageTest {
  private static final String DISK_SIZE = "3M";
  private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]{2,}(_[A-Z0-9]+)*");

  @TempDir Path root;
  private JsonPage page;

  @BeforeEach
  void readPage() throws IOException {
    page = JsonPage.read();
  }

  @Test
  void exactlyTheCommandsThatPrintJsonHaveASection() {
    Set<String> printing =
        HelpTest.commands()
            .map(CommandLine::getCommandSpec)
            .filter(command -> command.optionsMap().containsKey("-o"))
            .map(CommandSpec::qualifiedName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> described =
        page.fields().keySet().stream()
            .map(section -> section.replaceFirst(" --.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(List.of(), without(printing, described), "no section in docs/json.md");
    assertEquals(List.of(), without(described, printing), "in docs/json.md, but no such command");
  }

  private static List<String> without(Set<String> names, Set<String> others) {
    return names.stream().filter(name -> !others.contains(name)).toList();
  }

  @Test
  void commandsThatNeedNoServer() throws Exception {
    PimHome pim = new PimHome(root, null);
    BuildId build = BuildId.of("web-x86_64-20261122-100000");
    Path image = pim.folders.image(build.text());
    PimHome.write(image, "image");
    new Registry(pim.folders).register(FakeHost.entry(build, image));
    assertDocumented(pim, "build run --dry-run", "web", "--arch", "amd64");
    assertDocumented(pim, "image list");
    assertDocumented(pim, "image show", "web");
    assertDocumented(pim, "profile list");
    assertDocumented(pim, "profile show", "web", "--render");
    assertDocumented(pim, "config show");
    assertDocumented(pim, "config path");
    assertDocumented(pim, "status");
    assertDocumented(pim, "down");
    assertDocumented(pim, "doctor");
    assertDocumented(pim, "init", root.resolve("new").toString());
    pim.file("profiles.d/b.yml", "other: {hostname: x, packages: [vim]}\n");
    assertDocumented(pim, "profile diff", "web", "other");
    pim.ownFile("pim.yml", "ventoy: {version: 1.0.99, device: /dev/sdb}\n");
    assertDocumented(pim, "ventoy config");
    pim.file("pim.yml", "build:\n  memroy: 1\n");
    assertDocumented(pim, "config check");
  }

  @Test
  void isos() throws Exception {
    PimHome pim = new PimHome(root, null);
    Path vendor = Files.writeString(root.resolve("tiny.iso"), "an iso");
    pim.file(
        "isos.d/tiny.yml",
        "tiny-amd64: {url: '%s', checksum: '%s'}\n"
            .formatted(vendor.toUri(), Sha256.ofFile(vendor)));
    assertEquals(0, pim.run("iso", "download", "tiny-amd64", "-q").status());
    assertDocumented(pim, "iso list");
    assertFalse(assertDocumented(pim, "iso verify").isEmpty());
    JsonNode removed = assertDocumented(pim, "iso rm", "tiny-amd64", "--entry");
    assertFalse(removed.at("/isos/0/files").isEmpty());
  }

  @Test
  void hosts() throws Exception {
    FakeRecord mac = new FakeRecord("mac-3fa2c1", Architecture.ARM64).building("web-arm64-1");
    try (FakeService service = new FakeService().withHost(mac).withWorker()) {
      PimHome pim = new PimHome(root, service);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!pim.run("worker", "list").out().contains("web-arm64-1")) {
        assertTrue(System.nanoTime() - deadline < 0, "the host never reports");
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
      assertFalse(assertDocumented(pim, "worker list").isEmpty());
    }
  }

  @Test
  void deployments() throws Exception {
    try (FakeService service = new FakeService().withWorker()) {
      PimHome pim = new PimHome(root, service);
      BuildId build = BuildId.of("web-x86_64-20261122-100000");
      PimHome.write(pim.folders.image(build.text()), "image");
      new Registry(pim.folders).register(FakeHost.entry(build, pim.folders.image(build.text())));
      pim.file("pim.yml", "worker: {host_id: " + FakeHost.ID + "}\n");
      pim.file("targets.d/t.yml", "shelf: {type: directory, path: /srv}\n");
      assertDocumented(pim, "deploy run --dry-run", "web", "shelf");
      Path shelf = Files.createDirectories(root.resolve("shelf"));
      pim.file("targets.d/t.yml", "shelf: {type: directory, path: " + shelf + "}\n");
      assertFalse(assertDocumented(pim, "target check", "shelf").isEmpty());
      JsonNode done = assertDocumented(pim, "deploy run", "web", "shelf");
      assertEquals("done", done.at("/0/state").asText());
      DeploymentId id = DeploymentId.of(done.at("/0/id").asText());
      new Deployments(pim.folders)
          .add(
              new DeploymentEntry(
                  id,
                  build.text(),
                  "directory",
                  "/srv/web",
                  id.time().orElseThrow(),
                  Optional.empty(),
                  DeploymentEntry.State.CURRENT));
      assertFalse(assertDocumented(pim, "target list").at("/0/deployments").isEmpty());
      assertDocumented(pim, "deploy rm", "shelf", "web", "--keep=1");
      service.deployer.failing.put("upload", FailureKind.TARGET_FULL);
      assertDocumented(pim, "deploy run", "web", "shelf");
      assertDocumented(pim, "deploy list");
      JsonNode held = assertDocumented(pim, "deploy show", "shelf");
      assertEquals("target_full", held.at("/failure/kind").asText());
    }
  }

  @Test
  void builds() throws Exception {
    try (FakeService service = new FakeService().withWorker()) {
      PimHome pim = new PimHome(root, service);
      JsonNode done = assertDocumented(pim, "build run", "web", "--arch", "amd64");
      assertEquals("done", done.get("state").asText());
      assertTrue(done.at("/result/path").asText().endsWith(".qcow2"), done.toString());
      service.host.failing.put("script:app", FailureKind.SCRIPT_FAILED);
      JsonNode held = assertDocumented(pim, "build run", "web", "--arch", "amd64", "--force");
      assertEquals("held", held.get("state").asText());
      assertEquals("script_failed", held.at("/failure/kind").asText());
      JsonNode joined = assertDocumented(pim, "build run", "web", "--arch", "amd64", "--detach");
      assertEquals(held.get("buildId"), joined.get("buildId"));
      assertDocumented(pim, "build list");
      assertDocumented(pim, "build show", "web");
      Path layer = pim.folders.layers().resolve("ab".repeat(32) + "/web-x86_64-20261101-100000");
      PimHome.write(Path.of(layer + ".qcow2"), "layer");
      PimHome.write(Path.of(layer + ".json"), "{\"size\":5,\"modifiedMillis\":1}");
      Files.setLastModifiedTime(
          Path.of(layer + ".json"), FileTime.from(Instant.now().minus(Duration.ofDays(1))));
      JsonNode cleaned = assertDocumented(pim, "build clean", "--dry-run");
      assertFalse(cleaned.at("/removed/0/paths").isEmpty());
    }
  }

  @Test
  @Tag("qemu")
  void imagesAndMachinesOfDisks() throws Exception {
    PimHome pim = new PimHome(root, new NoService());
    makeDisk(pim.folders.project().resolve("disk.qcow2"));
    assertDocumented(
        pim, "image import", "disk.qcow2", "--profile=golden", "--arch=x86_64", "--name=one");
    assertDocumented(pim, "image list");
    assertDocumented(pim, "image show", "golden");
    assertDocumented(pim, "image verify", "golden", "--no-boot");
    assertDocumented(pim, "image export", "golden", "--format=raw");

    Ran made = pim.run("vm", "create", "disk.qcow2", "--name=vm", "-p", "8080:80");
    assertEquals(0, made.status(), made.err());
    Files.createDirectories(pim.folders.vms().resolve("half-made"));
    assertEquals(2, assertDocumented(pim, "vm list", "-a").size());
    assertDocumented(pim, "vm show", "vm");
    assertEquals(1, assertDocumented(pim, "vm port", "vm").size());

    JsonNode pruned = assertDocumented(pim, "image prune", "--keep=0", "--dry-run");
    assertEquals(1, pruned.get("images").size());
    assertDocumented(pim, "image rm", "one");
  }

  private static void makeDisk(Path disk) throws InterruptedException {
    Optional<Path> found = Tools.of(System.getenv()).find("qemu-img");
    assumeTrue(found.isPresent(), "qemu-img is not installed");
    List<String> create =
        List.of(found.get() + "", "create", "-q", "-f", "qcow2", disk + "", DISK_SIZE);
    Finished made = new ProcessRunner().run(Command.of(create, Duration.ofMinutes(1)));
    assertTrue(made.succeeded(), made.output());
  }

  /**
   * Records in the form that those commands print: a guest, a stick or a server takes more than a
   * test.
   */
  @Test
  void documentsCommandsThatNeedAGuestAStickOrAServer() throws IOException {
    GuestInterface card = new GuestInterface("ens3", "52:54:00:00:00:01", List.of("10.0.2.15"));
    assertDocumented("pim vm ip", new VmIpCommand.Shown(OptionalInt.of(40022), List.of(card)));
    assertDocumented("pim vm os", new GuestOs("debian", "Debian GNU/Linux 13", "13", "6.12.48"));
    assertDocumented("pim vm exec", new GuestExec(0, "out", "err"));
    assertDocumented(
        "pim ventoy status",
        new VentoyStatusCommand.Status(
            "/dev/sdb",
            1L << 30,
            "a stick",
            true,
            Optional.of("1.0.99"),
            Optional.of(1L),
            List.of(
                new VentoyStatusCommand.Iso("k", "k.iso", 1, VentoyStatusCommand.State.COPIED))));
    Instant now = Instant.now();
    assertDocumented(
        "pim up",
        new ServiceStatus(
            "1.0",
            Optional.of("127.0.0.1:7233"),
            Optional.of("default"),
            false,
            Optional.of(
                new ServiceStatus.Server(1, now, "1.5.1", 7233, Optional.empty(), false, true, "")),
            Optional.of(
                new ServiceStatus.Worker(2, now, "1.0", true, true, Optional.empty(), "", ""))));
  }

  @Test
  void usesNoWordInUpperCase() throws IOException {
    List<String> upper =
        Pattern.compile("`([^`]+)`")
            .matcher(Files.readString(JsonPage.PAGE))
            .results()
            .map(code -> code.group(1))
            .filter(UPPER_CASE.asMatchPredicate())
            .toList();
    assertEquals(List.of(), upper);
  }

  /** Words of a fixed set, which are constants in the program, are printed in lower case. */
  private static void assertLowerCase(JsonNode printed) {
    if (printed.isTextual()) {
      String text = printed.asText();
      assertFalse(UPPER_CASE.matcher(text).matches(), text);
    }
    printed.forEach(JsonPageTest::assertLowerCase);
  }

  private void assertDocumented(String command, Object value) throws IOException {
    StringWriter printed = new StringWriter();
    JsonOutput.print(new PrintWriter(printed), value);
    JsonNode tree = Json.mapper().readTree(printed.toString());
    assertLowerCase(tree);
    page.assertDescribes(command, tree);
  }

  private JsonNode assertDocumented(PimHome pim, String command, String... arguments)
      throws IOException {
    List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
    line.addAll(List.of(arguments));
    line.addAll(List.of("-o", "json"));
    Ran ran = pim.run(line.toArray(String[]::new));
    JsonNode printed = Json.mapper().readTree(ran.out());
    assertTrue(printed != null && printed.isContainerNode(), line + ": " + ran);
    assertLowerCase(printed);
    page.assertDescribes("pim " + command, printed);
    return printed;
  }
}
