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
  /** This host was cut off for so long that the build was placed on another one. */
  @Test
  void cleansUpABuildThatWentToAnotherHost() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", OnHost2.class);
    start(memo(BUILD), on("host2"));
    cleanUpUntilNobodyHoldsASlot();
    assertFalse(Files.exists(build.sshKey()));
  }

  /** Anybody who reaches the service can write search attributes; the build itself is here. */
  @Test
  void doesNotBelieveSearchAttributesAboutTheHost() throws Exception {
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

  /** Asking about a build takes a moment, in which it may come here, or come back. */
  @Test
  void leavesABuildAloneThatClaimsASlotMeanwhile() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", OnHost2.class);
    start(memo(BUILD), on("host2"));

    orphans(askedInTheMomentOf(() -> slots.tryClaim(BUILD))).cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
    assertTrue(Files.exists(build.sshKey()));
    // This time nothing has changed.
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
