package io.pim.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.FakeHost;
import io.pim.cli.testing.FakeService;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.deploy.DeployAct;
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
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a deployment from the view of a person at a terminal, on a real workflow and a fake
 * host.
 */
@Timeout(300)
class DeployCommandsTest {
  private static final BuildId OLD = BuildId.of("web-x86_64-20261120-100000");
  private static final BuildId NEW = BuildId.of("web-x86_64-20261122-100000");
  private static final String UPLOAD = "upload";

  @TempDir Path root;
  private FakeService service;
  private PimHome pim;

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

  private void register(BuildId build) throws IOException {
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
  private void recordBoth() throws IOException {
    DeploymentId first = DeploymentId.of("web-x86_64-to-shelf-20261120-110000");
    DeploymentId second = DeploymentId.of("web-x86_64-to-shelf-20261122-110000");
    Deployments deployments = new Deployments(pim.folders);
    deployments.add(entry(first, OLD, Optional.empty()));
    deployments.add(entry(second, NEW, Optional.of(first)));
  }

  private static DeploymentEntry entry(
      DeploymentId id, BuildId image, Optional<DeploymentId> previous) {
    return new DeploymentEntry(
        id,
        image.text(),
        "directory",
        "/srv/images/" + image.text(),
        id.time().orElse(Instant.EPOCH),
        previous,
        DeploymentEntry.State.CURRENT);
  }

  private static JsonNode json(Ran ran) throws JsonProcessingException {
    return Json.mapper().readTree(ran.out());
  }

  private DeployPlan plan() {
    List<DeployRequest> opened = service.deployer.opened;
    return opened.get(opened.size() - 1).plan();
  }

  private Ran hold() {
    service.deployer.failing.put(UPLOAD, FailureKind.TARGET_FULL);
    Ran held = pim.run("deploy", "run", "web", "shelf");
    assertEquals(ExitStatus.HELD, held.status(), held.err());
    return held;
  }

  @Test
  void deploysTheNewestImageWithALineAnEvent() throws Exception {
    Ran ran = pim.run("deploy", "run", "web", "shelf");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("deployment web-x86_64-to-shelf-"), ran.out());
    assertTrue(ran.out().contains("upload done in "), ran.out());
    assertTrue(ran.out().contains("current on shelf: /srv/images/current"), ran.out());
    assertTrue(ran.out().contains("before: the older one\n"), ran.out());
    assertEquals("", ran.err());
    assertEquals(NEW.text(), plan().image().name());
    assertEquals(DeployAct.DEPLOY, plan().act());
    assertEquals(2, plan().keep());
    assertEquals("/srv/images", plan().settings().get("path"));

    JsonNode row = json(pim.run("deploy", "list", "-o", "json")).get(0);
    assertEquals("done", row.get("state").asText());
    assertEquals("shelf", row.get("target").asText());
    assertEquals(NEW.text(), row.get("image").asText());
    assertTrue(row.get("id").asText().startsWith("web-x86_64-to-shelf-"));
  }

  @Test
  void deploysTheImageThatIsNamed() {
    assertEquals(0, pim.run("deploy", "run", OLD.text(), "shelf").status());
    assertEquals(OLD.text(), plan().image().name());
  }

  @Test
  void aDryRunShowsTheStepsAndStartsNothing() throws Exception {
    pim.file(
        "targets.d/more.yml", "attic: {type: directory, path: /attic, architectures: [arm64]}");
    Ran ran = pim.run("deploy", "run", "web", "--all-targets", "--dry-run", "-o", "json");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(1, json(ran).size(), ran.out());
    assertEquals("shelf", json(ran).get(0).get("target").asText());
    assertEquals("switch", json(ran).get(0).get("steps").get(5).asText());
    assertEquals(List.of(), service.deployer.opened);
  }

  @Test
  void refusesUndeployableImagesBeforeAnythingStarts() {
    Ran unknown = pim.run("deploy", "run", "web", "shel");
    assertEquals(2, unknown.status());
    assertTrue(unknown.err().contains("did you mean shelf?"), unknown.err());
    Ran none = pim.run("deploy", "run", "web");
    assertEquals(2, none.status());
    assertTrue(none.err().contains("Name targets, or give --all-targets."), none.err());
    Ran image = pim.run("deploy", "run", "wbe", "shelf");
    assertEquals(2, image.status());
    assertTrue(image.err().contains("There is no image 'wbe'"), image.err());
    pim.file("targets.d/shelf.yml", "shelf: {type: directory, path: /a, architectures: [arm64]}\n");
    Ran arm = pim.run("deploy", "run", "web", "shelf");
    assertEquals(2, arm.status());
    assertTrue(arm.err().contains("takes images for arm64 only"), arm.err());
    assertEquals(List.of(), service.deployer.opened);
  }

  @Test
  void showsWhyADeploymentIsHeldAndContinuesAfterARetry() throws Exception {
    Ran held = hold();
    assertTrue(held.err().contains("held: The storage local-lvm is full."), held.err());
    assertTrue(held.err().contains("pim target check shelf"), held.err());
    assertTrue(held.err().contains("pim deploy retry web-x86_64-to-shelf-"), held.err());
    JsonNode row = json(pim.run("deploy", "list", "--state", "held", "-o", "json")).get(0);
    assertEquals("The storage local-lvm is full.", row.get("note").asText());
    JsonNode shown = json(pim.run("deploy", "show", "shelf", "-o", "json"));
    assertEquals("held", shown.get("state").asText());
    assertEquals("deploy", shown.get("act").asText());
    assertTrue(pim.run("deploy", "show", "shelf").out().contains("or:   pim deploy abort web-"));

    service.deployer.failing.clear();
    Ran retried = pim.run("deploy", "retry", "shelf");
    assertEquals(0, retried.status(), retried.err());
    assertTrue(retried.out().contains("continues from upload: it is the step"), retried.out());
    assertEquals(NEW.text(), plan().image().name());
  }

  @Test
  void anImageStaysWhileADeploymentOfItHasNotEnded() throws Exception {
    hold();
    Ran refused = pim.run("image", "rm", NEW.text());
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.err().contains("deployment web-x86_64-to-shelf-"), refused.err());
    assertTrue(refused.err().contains(" has not ended"), refused.err());
    assertTrue(refused.err().contains("pim deploy cancel ID"), refused.err());
    Ran pruned = pim.run("image", "prune", "--keep", "0", "-o", "json");
    assertEquals(0, pruned.status(), pruned.err());
    List<String> left = new Registry(pim.folders).list().stream().map(ImageEntry::name).toList();
    assertEquals(List.of(NEW.text()), left);

    assertEquals(0, pim.run("deploy", "abort", "shelf").status());
    Ran removed = pim.run("image", "rm", NEW.text());
    assertEquals(0, removed.status(), removed.err());
  }

  @Test
  void aRetryReadsTheSettingsAgain() {
    hold();
    service.deployer.failing.clear();
    pim.file("targets.d/shelf.yml", "shelf: {type: directory, path: /other}\n");
    Ran retried = pim.run("deploy", "retry", "shelf");
    assertEquals(0, retried.status(), retried.err());
    assertTrue(retried.out().contains("the target's settings have changed"), retried.out());
    assertEquals("/other", plan().settings().get("path"));
  }

  @Test
  void anAbortSaysWhatItRemoved() throws Exception {
    hold();
    Ran aborted = pim.run("deploy", "abort", "shelf");
    assertEquals(0, aborted.status(), aborted.err());
    assertTrue(aborted.out().contains("has ended"), aborted.out());
    assertTrue(aborted.out().contains("removed what web had uploaded"), aborted.out());
    JsonNode shown = json(pim.run("deploy", "show", "shelf", "-o", "json"));
    assertEquals("failed", shown.get("state").asText());
    assertEquals("what web had uploaded", shown.get("removed").get(0).asText());
    Ran again = pim.run("deploy", "retry", "shelf");
    assertEquals(1, again.status());
    assertTrue(again.err().contains("Only a held deployment can be retried"), again.err());
  }

  @Test
  void aSecondOneJoinsAndAnotherPlanIsRefused() throws Exception {
    service.deployer.waiting.put(UPLOAD, new CountDownLatch(1));
    assertEquals(0, pim.run("deploy", "run", "web", "shelf", "--detach").status());
    Running second = pim.start("deploy", "run", "web", "shelf");
    second.out().await("is already running; joining it");
    Ran other = pim.run("deploy", "run", OLD.text(), "shelf");
    assertEquals(1, other.status());
    assertTrue(other.err().contains("nothing was started"), other.err());
    Ran ci = pim.run("deploy", "run", "web", "shelf", "--on-failure", "fail");
    assertEquals(1, ci.status(), ci.out() + ci.err());
    assertTrue(ci.err().contains("not with --on-failure fail; nothing was started"), ci.err());
    service.deployer.waiting.remove(UPLOAD).countDown();
    assertEquals(0, second.end().get().status());
    assertEquals(1, json(pim.run("deploy", "list", "-o", "json")).size());
  }

  /** Another folder may have another server under the same name. */
  @Test
  void aRetryFromAnotherFolderDoesNotSwapInItsTarget() {
    hold();
    service.deployer.failing.clear();
    PimHome other = new PimHome(root.resolve("other"), service);
    other.file("targets.d/shelf.yml", "shelf: {type: directory, path: /srv/others}\n");
    Ran refused = other.run("deploy", "retry", "shelf");
    assertEquals(1, refused.status(), refused.out() + refused.err());
    assertTrue(refused.err().contains("configured in another folder"), refused.err());
    assertTrue(
        refused.err().contains("cd " + pim.folders.project() + " && pim deploy retry"),
        refused.err());
    assertEquals(0, pim.run("deploy", "retry", "shelf").status());
  }

  /**
   * Cancelled only once it waits: the in-memory server hangs if a step ends just as it is
   * cancelled.
   */
  @Test
  void aCancelledOneSaysWhatItRemoved() {
    service.deployer.waiting.put(UPLOAD, new CountDownLatch(1));
    assertEquals(0, pim.run("deploy", "run", "web", "shelf", "--detach").status());
    service.deployer.awaitStep(UPLOAD);
    Ran cancelled = pim.run("deploy", "cancel", "shelf");
    assertEquals(0, cancelled.status(), cancelled.err());
    assertTrue(cancelled.out().contains(" is cancelled\n"), cancelled.out());
    assertTrue(cancelled.out().contains("removed what web had uploaded"), cancelled.out());
    Ran watched = pim.run("deploy", "watch", "shelf");
    assertEquals(ExitStatus.INTERRUPTED, watched.status(), watched.err());
  }

  @Test
  void onFailureFailEndsIt() {
    service.deployer.failing.put(UPLOAD, FailureKind.TARGET_FULL);
    Ran failed = pim.run("deploy", "run", "web", "shelf", "--on-failure", "fail", "-o", "json");
    assertEquals(1, failed.status());
    assertTrue(failed.err().contains("failed: The storage local-lvm is full."), failed.err());
    assertTrue(failed.out().contains("\"state\" : \"failed\""), failed.out());
  }

  @Test
  void rollsBackToTheDeploymentBefore() throws Exception {
    recordBoth();
    Ran ran = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(0, ran.status(), ran.err());
    assertEquals(DeployAct.ROLLBACK, plan().act());
    assertEquals(
        Optional.of(DeploymentId.of("web-x86_64-to-shelf-20261120-110000")), plan().rollbackTo());
    assertEquals(OLD.text(), plan().image().name());
  }

  @Test
  void switchesToAnyDeploymentThatIsStillThere() throws Exception {
    recordBoth();
    new Deployments(pim.folders).switchTo(DeploymentId.of("web-x86_64-to-shelf-20261120-110000"));
    String newer = "web-x86_64-to-shelf-20261122-110000";
    assertEquals(0, pim.run("deploy", "rollback", "shelf", "web", "--to", newer).status());
    assertEquals(Optional.of(DeploymentId.of(newer)), plan().rollbackTo());
    assertEquals(NEW.text(), plan().image().name());
    Ran current =
        pim.run(
            "deploy", "rollback", "shelf", "web", "--to", "web-x86_64-to-shelf-20261120-110000");
    assertEquals(2, current.status());
    assertTrue(current.err().contains("(the current one)"), current.err());
  }

  @Test
  void refusesARollbackToNothing() throws Exception {
    Ran nothing = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(2, nothing.status());
    assertTrue(nothing.err().contains("Nothing of profile web is deployed"), nothing.err());
    recordBoth();
    new Deployments(pim.folders)
        .keepOnly(
            DeploymentId.of("web-x86_64-to-shelf-20261122-110000"),
            Set.of(DeploymentId.of("web-x86_64-to-shelf-20261122-110000")));
    Ran only = pim.run("deploy", "rollback", "shelf", "web");
    assertEquals(1, only.status());
    assertTrue(only.err().contains("no earlier deployment of web on shelf"), only.err());
  }

  @Test
  void removesAllButTheNewest() throws Exception {
    recordBoth();
    Ran ran = pim.run("deploy", "rm", "shelf", "web", "--keep", "1");
    assertEquals(0, ran.status(), ran.err());
    assertTrue(ran.out().contains("removed an old deployment"), ran.out());
    assertEquals(DeployAct.REMOVE, plan().act());
    assertEquals(1, plan().keep());
    assertEquals(2, pim.run("deploy", "rm", "shelf", "web").status());
  }

  @Test
  void printsItsLog() throws Exception {
    assertEquals(0, pim.run("deploy", "run", "web", "shelf").status());
    String id = service.deployer.opened.get(0).id().text();
    Ran none = pim.run("deploy", "logs", id);
    assertEquals(1, none.status());
    Path log = pim.folders.deployment(DeploymentId.of(id)).log();
    PimHome.write(log, "2026-11-22T10:00:00Z [upload] half\u001b[31m\n");
    Ran logs = pim.run("deploy", "logs", id);
    assertEquals(0, logs.status(), logs.err());
    assertTrue(logs.out().startsWith("2026-11-22T10:00:00Z [upload] half"), logs.out());
    assertFalse(logs.out().contains("\u001b"), logs.out());
    Ran followed = pim.run("deploy", "logs", "shelf", "-f");
    assertEquals(0, followed.status(), followed.err());
    assertTrue(followed.out().contains("[upload] half"), followed.out());
  }

  @Test
  void saysWhichDeploymentsThereAre() {
    Ran none = pim.run("deploy", "list");
    assertEquals(0, none.status());
    assertTrue(none.err().contains("no deployments; start one"), none.err());
    assertEquals(0, pim.run("deploy", "run", "web", "shelf").status());
    Ran list = pim.run("deploy", "list", "--target", "shelf", "--profile", "web");
    assertTrue(list.out().contains("web-x86_64-to-shelf-"), list.out());
    Ran unknown = pim.run("deploy", "show", "shel");
    assertEquals(2, unknown.status());
    assertTrue(unknown.err().contains("Did you mean shelf?"), unknown.err());
  }
}
