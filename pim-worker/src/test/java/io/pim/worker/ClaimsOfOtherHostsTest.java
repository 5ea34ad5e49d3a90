package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.files.BuildFolder;
import io.pim.model.json.Json;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims of builds that may be on another host. */
@Timeout(300)
class ClaimsOfOtherHostsTest extends OrphanedClaimsFixture {
  /** This host was cut off for so long that the build moved to another one. */
  @Test
  void cleansUpABuildThatMovedToAnotherHost() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", OnHost2.class);
    start(memo(BUILD), on("host2"));
    cleanUpUntilNobodyHoldsASlot();
    assertFalse(Files.exists(build.sshKey()));
  }

  /**
   * Anybody who reaches the service can write search attributes; the build itself is on this host.
   */
  @Test
  void doesNotTrustSearchAttributesAboutTheHost() throws Exception {
    work("nobody", OnHost1.class);
    start(memo(BUILD), on("host2"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void leavesABuildThatDoesNotAnswerAlone() throws Exception {
    start(memo(BUILD), on("host2"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void leavesABuildOnThisHostAlone() throws Exception {
    start(memo(BUILD), on("host1"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  /** The check of a build takes a moment, in which the build may arrive, or return. */
  @Test
  void leavesABuildAloneThatClaimsASlotDuringTheCheck() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", OnHost2.class);
    start(memo(BUILD), on("host2"));

    orphans(actingOnEachCall(() -> slots.tryClaim(BUILD))).cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
    assertTrue(Files.exists(build.sshKey()));
    // Nothing has changed this time.
    cleanUpUntilNobodyHoldsASlot();
  }

  /** Two machines with one home, as over NFS: each finds the other's builds. */
  @Test
  void leavesABuildOfAnotherHostWithTheSameHomeAlone() throws Exception {
    slots.release(BUILD);
    slots(SERVICE.on("host2")).tryClaim(BUILD);
    answering = SERVICE.on("host1");

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }
}
