package io.pim.model.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.DeploymentId;
import io.pim.model.files.PimFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentsTest {
  private static final DeploymentId FIRST = DeploymentId.of("web-x86_64-to-sg-20261120-100000");
  private static final DeploymentId SECOND = DeploymentId.of("web-x86_64-to-sg-20261121-100000");
  private static final DeploymentId OTHER = DeploymentId.of("mail-x86_64-to-sg-20261121-100000");

  @TempDir Path home;
  private PimFolders folders;
  private Deployments deployments;

  @BeforeEach
  void open() {
    folders = PimFolders.of(Map.of(), home, home);
    deployments = new Deployments(folders);
  }

  private static DeploymentEntry entry(DeploymentId id) {
    return new DeploymentEntry(
        id,
        "web-x86_64-20261119-100000",
        "directory",
        "/srv/" + id,
        id.time().orElseThrow(),
        id.equals(SECOND) ? Optional.of(FIRST) : Optional.empty(),
        DeploymentEntry.State.CURRENT);
  }

  private DeploymentEntry.State state(DeploymentId id) throws IOException {
    return deployments.find(id).orElseThrow().state();
  }

  @Test
  void isEmptyWithoutAFile() throws IOException {
    assertEquals(List.of(), deployments.list());
  }

  @Test
  void aLineHasOneCurrentDeployment() throws IOException {
    deployments.add(entry(FIRST));
    deployments.add(entry(OTHER));
    deployments.add(entry(SECOND));

    assertEquals(entry(SECOND), deployments.find(SECOND).orElseThrow());
    assertEquals(DeploymentEntry.State.KEPT, state(FIRST));
    assertEquals(DeploymentEntry.State.CURRENT, state(OTHER));
    assertEquals(SECOND, deployments.current(FIRST).orElseThrow().id());
    assertEquals(SECOND, deployments.list().get(0).id());
  }

  @Test
  void switchesBackToAnEarlierDeployment() throws IOException {
    deployments.add(entry(FIRST));
    deployments.add(entry(SECOND));

    deployments.switchTo(FIRST);

    assertEquals(FIRST, deployments.current(FIRST).orElseThrow().id());
    assertEquals(DeploymentEntry.State.KEPT, state(SECOND));
  }

  @Test
  void removesAnUndoneDeploymentAndSwitchesBack() throws IOException {
    deployments.add(entry(FIRST));
    deployments.add(entry(SECOND));

    deployments.undo(SECOND, Optional.of(FIRST));

    assertEquals(Optional.empty(), deployments.find(SECOND));
    assertEquals(DeploymentEntry.State.CURRENT, state(FIRST));
  }

  @Test
  void removesDeploymentsThatTheTargetNoLongerHas() throws IOException {
    deployments.add(entry(FIRST));
    deployments.add(entry(OTHER));
    deployments.add(entry(SECOND));

    deployments.keepOnly(SECOND, Set.of(SECOND));

    assertEquals(Optional.empty(), deployments.find(FIRST));
    assertTrue(deployments.find(OTHER).isPresent(), "of another profile");
    assertTrue(deployments.find(SECOND).isPresent());
  }

  /** A repeated step costs nothing and does not disturb other writers. */
  @Test
  void writesNothingWithoutAChange() throws IOException {
    deployments.add(entry(FIRST));
    FileTime longAgo = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(folders.registry(), longAgo);

    deployments.add(entry(FIRST));
    deployments.switchTo(FIRST);
    deployments.keepOnly(FIRST, Set.of(FIRST));

    assertEquals(longAgo, Files.getLastModifiedTime(folders.registry()));
  }

  @Test
  void keepsFieldsOfOtherPrograms() throws IOException {
    Files.createDirectories(folders.registry().getParent());
    Files.writeString(
        folders.registry(),
        """
        version: 1
        images:
          old-template:
            template_id: 9000
        deployments:
          web-x86_64-to-sg-20261120-100000:
            image: web-x86_64-20261119-100000
            type: directory
            place: /srv/web
            deployed: '2026-11-20T10:00:00Z'
            state: current
            note: from a newer PIM
          something: of another kind
          web-x86_64-to-sg-20261119-100000:
            state: archived
        more: true
        """);

    deployments.add(entry(SECOND));

    String text = Files.readString(folders.registry());
    for (String kept :
        List.of("template_id", "from a newer PIM", "of another kind", "archived", "more: true")) {
      assertTrue(text.contains(kept), kept + " is missing:\n" + text);
    }
    assertEquals(DeploymentEntry.State.KEPT, state(FIRST));
  }

  /** The registry of an older PIM has no deployments, and its images are not deployments. */
  @Test
  void leavesImagesAlone() throws IOException {
    deployments.add(entry(FIRST));

    assertEquals(List.of(), new Registry(folders).list());
  }
}
