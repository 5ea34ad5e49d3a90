package io.pim.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.output.ExitStatus;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.failure.FailureKind;
import io.pim.model.registry.ImageEntry;
import io.pim.model.registry.Registry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deployment that a failure holds, and its retry, abort or cancellation. */
@Timeout(300)
class HeldDeploymentTest extends DeployCommandsFixture {
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
  void keepsAnImageUntilItsDeploymentHasEnded() throws Exception {
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
  void anAbortReportsWhatItRemoved() throws Exception {
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

  /** Another folder may have another server under the same name. */
  @Test
  void aRetryFromAnotherFolderDoesNotUseItsTarget() {
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
   * Cancels the deployment only after it waits: the in-memory server hangs if a step ends just as
   * it is cancelled.
   */
  @Test
  void aCancellationReportsWhatItRemoved() {
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
  void failsAtOnceWithOnFailureFail() {
    service.deployer.failing.put(UPLOAD, FailureKind.TARGET_FULL);
    Ran failed = pim.run("deploy", "run", "web", "shelf", "--on-failure", "fail", "-o", "json");
    assertEquals(1, failed.status());
    assertTrue(failed.err().contains("failed: The storage local-lvm is full."), failed.err());
    assertTrue(failed.out().contains("\"state\" : \"failed\""), failed.out());
  }
}
