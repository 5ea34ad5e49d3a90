package io.pim.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.cli.testing.PimHome.Running;
import io.pim.model.deploy.DeployAct;
import io.pim.model.files.DeploymentId;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The course of a deployment from the view of a person at a terminal. */
@Timeout(300)
class DeployCommandsTest extends DeployCommandsFixture {
  @Test
  void deploysTheNewestImageWithOneLinePerEvent() throws Exception {
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
  void deploysTheNamedImage() {
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
  void joinsARunningDeploymentAndRefusesAnotherPlan() throws Exception {
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
  void listsDeployments() {
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
