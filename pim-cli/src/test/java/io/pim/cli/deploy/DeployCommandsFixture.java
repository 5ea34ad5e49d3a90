package io.pim.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.deploy.DeployPlan;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.BuildId;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.registry.Deployments;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal with two images and a target, a real workflow, and a fake host. */
abstract class DeployCommandsFixture {
  static final BuildId OLD = BuildId.of("web-x86_64-20261120-100000");
  static final BuildId NEW = BuildId.of("web-x86_64-20261122-100000");
  static final String UPLOAD = "upload";

  @TempDir Path root;
  FakeService service;
  PimHome pim;

  @BeforeEach
  void start() throws IOException {
    service = new FakeService().withWorker();
    pim = new PimHome(root, service);
    pim.file("targets.d/shelf.yml", "shelf: {type: directory, path: /srv/images, keep: 2}\n");
    pim.file("pim.yml", "worker: {host_id: " + FakeHost.ID + "}\n");
    register(OLD);
    register(NEW);
  }

  @AfterEach
  void stop() {
    service.deployer.waiting.values().forEach(CountDownLatch::countDown);
    service.close();
  }

  void register(BuildId build) throws IOException {
    Path image = pim.folders.images().resolve(build.text() + ".qcow2");
    Files.createDirectories(image.getParent());
    Files.writeString(image, build.text());
    ImageEntry entry = FakeHost.entry(build, image);
    new Registry(pim.folders)
        .register(
            new ImageEntry(
                entry.name(),
                entry.profile(),
                entry.architecture(),
                entry.path(),
                entry.format(),
                entry.size(),
                entry.sha256(),
                build,
                build.time().orElseThrow(),
                entry.imageKey(),
                entry.firmware(),
                entry.manifest(),
                Optional.empty(),
                Optional.of(FakeHost.ID)));
  }

  /** Records deployments of the old and the new image, as a worker would. */
  void recordBoth() throws IOException {
    DeploymentId first = DeploymentId.of("web-x86_64-to-shelf-20261120-110000");
    DeploymentId second = DeploymentId.of("web-x86_64-to-shelf-20261122-110000");
    Deployments deployments = new Deployments(pim.folders);
    deployments.add(entry(first, OLD, Optional.empty()));
    deployments.add(entry(second, NEW, Optional.of(first)));
  }

  static DeploymentEntry entry(DeploymentId id, BuildId image, Optional<DeploymentId> previous) {
    return new DeploymentEntry(
        id,
        image.text(),
        "directory",
        "/srv/images/" + image.text(),
        id.time().orElse(Instant.EPOCH),
        previous,
        DeploymentEntry.State.CURRENT);
  }

  static JsonNode json(Ran ran) throws JsonProcessingException {
    return Json.mapper().readTree(ran.out());
  }

  DeployPlan plan() {
    List<DeployRequest> opened = service.deployer.opened;
    return opened.get(opened.size() - 1).plan();
  }

  Ran hold() {
    service.deployer.failing.put(UPLOAD, FailureKind.TARGET_FULL);
    Ran held = pim.run("deploy", "run", "web", "shelf");
    assertEquals(ExitStatus.HELD, held.status(), held.err());
    return held;
  }
}
