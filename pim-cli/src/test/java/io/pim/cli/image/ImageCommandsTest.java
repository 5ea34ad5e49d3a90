package io.pim.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.NoService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.deploy.DeployAct;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.deploy.DeployedImage;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentFolder;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.model.secret.SealedBlob;
import io.pim.tools.process.Command;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import io.pim.workflows.message.DeployRequest;
import io.pim.workflows.message.OnFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which images are shown; which files are removed with an image, and which are not. */
class ImageCommandsTest {
  private static final BuildId OLD = BuildId.of("web-x86_64-20261120-100000");
  private static final BuildId NEW = BuildId.of("web-x86_64-20261122-100000");

  @TempDir Path root;
  private PimHome pim;

  @BeforeEach
  void makeHome() {
    pim = new PimHome(root, new NoService());
  }

  private Path register(BuildId build) throws IOException {
    Path image = pim.folders.image(build.text());
    PimHome.write(image, "qcow2");
    PimHome.write(pim.folders.imageManifest(build.text()), "{}");
    register(build, image);
    return image;
  }

  /** An image from the time in its build's ID. */
  private void register(BuildId build, Path image) throws IOException {
    ImageEntry e = FakeHost.entry(build, image);
    Duration older = build.equals(OLD) ? Duration.ofDays(2) : Duration.ZERO;
    new Registry(pim.folders)
        .register(
            new ImageEntry(
                e.name(),
                e.profile(),
                e.architecture(),
                e.path(),
                e.format(),
                e.size(),
                e.sha256(),
                e.buildId(),
                e.created().minus(older),
                e.imageKey(),
                e.firmware(),
                e.manifest(),
                Optional.empty(),
                Optional.empty()));
  }

  private static DeployRequest deployRequest(DeploymentId id, BuildId build) {
    ImageEntry entry = FakeHost.entry(build, Path.of("/images/x.qcow2"));
    DeployPlan plan =
        DeployPlan.of(
            DeployAct.DEPLOY,
            id.target(),
            "directory",
            Map.of("type", "directory", "path", "/srv"),
            DeployedImage.of(entry, "host1"),
            Optional.empty(),
            3,
            false);
    return new DeployRequest(id, plan, SealedBlob.of("c2VhbGVk"), OnFailure.HOLD);
  }

  /** The service does not answer here, so only the folder has the information. */
  @Test
  void keepsAnImageOfAnOpenDeployment() throws Exception {
    register(OLD);
    register(NEW);
    DeploymentId id = DeploymentId.of("web-x86_64-to-shelf-20261122-110000");
    DeploymentFolder folder = pim.folders.deployment(id);
    Files.createDirectories(folder.root());
    Json.write(folder.request(), deployRequest(id, OLD));
    PimHome.write(folder.service(), "{}");
    Ran refused = pim.run("image", "rm", OLD.text());
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.err().contains("deployment " + id + " has not ended"), refused.err());
    Ran pruned = pim.run("image", "prune", "--keep", "0");
    assertEquals(0, pruned.status(), pruned.err());
    assertEquals(List.of(OLD.text()), names());

    Files.delete(folder.service());
    assertEquals(0, pim.run("image", "rm", OLD.text()).status());
    assertEquals(List.of(), names());
  }

  private List<String> names() throws IOException {
    return new Registry(pim.folders).list().stream().map(ImageEntry::name).toList();
  }

  private List<String> imageFiles() throws IOException {
    try (var files = Files.list(pim.folders.images())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void removesTheEntryAndAllFiles() throws IOException {
    register(OLD);
    register(NEW);

    Ran dry = pim.run("image", "rm", OLD.text(), "--dry-run");
    assertEquals(0, dry.status(), dry.err());
    assertTrue(dry.out().contains("would remove " + OLD), dry.out());
    assertEquals(List.of(NEW.text(), OLD.text()), names());

    Ran ran = pim.run("image", "rm", OLD.text());
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().matches("(?s)removed " + OLD + "\nfreed \\S+: 1 image\n"), ran.out());
    assertEquals(List.of(NEW.text()), names());
    assertEquals(List.of(NEW + ".manifest.json", NEW + ".qcow2"), imageFiles());
  }

  @Test
  void refusesAProfileAsAnImage() throws IOException {
    register(NEW);
    Ran ran = pim.run("image", "rm", "web");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("There is no image 'web'."), ran.err());
    assertEquals(List.of(NEW.text()), names());
  }

  @Test
  void removesNoFileOutsideTheFolderOfImages() throws IOException {
    Path precious = root.resolve("precious.qcow2");
    PimHome.write(precious, "precious");
    register(OLD, precious);
    Files.createDirectories(pim.folders.images());
    Path traversing = pim.folders.images().resolve("../../precious");
    PimHome.write(traversing, "precious");
    register(NEW, traversing);

    Ran ran = pim.run("image", "rm", OLD.text(), NEW.text());

    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.err().contains(precious + " is not PIM's, and stays"), ran.err());
    assertTrue(Files.exists(precious));
    assertTrue(Files.exists(traversing));
    assertEquals(List.of(), names());
  }

  @Test
  void removesNoFileThatAnotherEntryNames() throws IOException {
    Path image = register(NEW);
    register(OLD, image);
    assertEquals(0, pim.run("image", "rm", OLD.text()).status());
    assertTrue(Files.exists(image));
    assertEquals(List.of(NEW.text()), names());
  }

  @Test
  void keepsAnImageUnderADisk() throws Exception {
    Optional<Path> qemuImg = Tools.of(System.getenv()).find("qemu-img");
    assumeTrue(qemuImg.isPresent(), "qemu-img is not installed");
    Path used = register(OLD);
    register(NEW);
    Path disk = pim.folders.vms().resolve("vm1/disk.qcow2");
    Files.createDirectories(disk.getParent());
    qemuImg(qemuImg.get(), "-f", "qcow2", used.toString(), "1M");
    qemuImg(qemuImg.get(), "-f", "qcow2", "-F", "qcow2", "-b", used.toString(), disk.toString());

    Ran refused = pim.run("image", "rm", NEW.text(), OLD.text());
    assertEquals(1, refused.status());
    assertTrue(refused.err().contains("VM vm1 is based on it"), refused.err());
    assertEquals(2, names().size(), "none of them is removed");

    Ran pruned = pim.run("image", "prune", "--keep", "0");
    assertEquals(0, pruned.status(), pruned.err());
    assertTrue(pruned.err().contains(OLD + " stays"), pruned.err());
    assertEquals(List.of(OLD.text()), names());

    assertEquals(0, pim.run("image", "rm", OLD.text(), "--force").status());
    assertFalse(Files.exists(used));
  }

  private static void qemuImg(Path program, String... arguments) throws InterruptedException {
    List<String> argv = new java.util.ArrayList<>(List.of(program.toString(), "create", "-q"));
    argv.addAll(List.of(arguments));
    assertTrue(new ProcessRunner().run(Command.of(argv, Duration.ofSeconds(60))).succeeded());
  }

  @Test
  void keepsAnImageWhoseBuildHasNotEnded() throws IOException {
    register(NEW);
    PimHome.write(pim.folders.claims().resolve(NEW.text()), "{}");
    Ran ran = pim.run("image", "rm", NEW.text());
    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("build " + NEW + " has not ended"), ran.err());
    assertEquals(List.of(NEW.text()), names());
  }

  @Test
  void prunesAllButTheNewest() throws IOException {
    register(OLD);
    register(NEW);
    assertTrue(pim.run("image", "prune", "--keep", "2").out().contains("nothing to remove"));
    Ran other = pim.run("image", "prune", "--keep", "1", "--profile", "db");
    assertTrue(other.out().contains("nothing to remove"), other.out());
    assertEquals(2, pim.run("image", "prune", "--keep", "-1").status());
    assertEquals(2, pim.run("image", "prune").status());

    JsonNode json =
        Json.mapper().readTree(pim.run("image", "prune", "--keep", "1", "-o", "json").out());

    assertEquals(OLD.text(), json.get("images").get(0).get("name").asText());
    assertTrue(json.get("images").get(0).get("removed").asBoolean());
    assertEquals(List.of(NEW.text()), names());
  }

  @Test
  void listsOnlyMatchingImages() throws IOException {
    register(OLD);
    register(NEW);
    JsonNode latest =
        Json.mapper().readTree(pim.run("image", "list", "--latest", "-o", "json").out());
    assertEquals(1, latest.size());
    assertEquals(NEW.text(), latest.get(0).get("name").asText());
    assertTrue(
        pim.run("image", "list", "--arch", "amd64", "--profile", "web").out().contains(OLD.text()));
    Ran none = pim.run("image", "list", "--arch", "arm64");
    assertEquals("", none.out());
    assertTrue(none.err().contains("no such image among 2 images"), none.err());
  }
}
