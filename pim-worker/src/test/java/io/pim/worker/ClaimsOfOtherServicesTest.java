package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.claim.BuildService;
import io.pim.model.files.BuildFolder;
import io.pim.model.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims of builds that another service may know. */
@Timeout(300)
class ClaimsOfOtherServicesTest extends OrphanedClaimsFixture {
  /** A user may use the same folders with a local service first and with a shared one later. */
  @Test
  void leavesABuildOfAnotherServiceAlone() throws Exception {
    slots.release(BUILD);
    slots(new BuildService("elsewhere:7233", "default")).tryClaim(BUILD);
    slots(new BuildService("temporal:7233", "other")).tryClaim(LATER);
    BuildFolder held = folders.build("held-x86_64-20261122-120000");
    Files.createDirectories(held.root());
    Files.writeString(held.sshKey(), "key");
    Json.write(held.service(), new BuildService("elsewhere:7233", "default"));

    orphans.cleanUp();

    assertEquals(2, slots.holders().size());
    assertTrue(Files.exists(held.sshKey()));
  }

  /**
   * The address now reaches another service, as through a tunnel, which does not know the build.
   */
  @Test
  void leavesABuildAloneWhenAnotherServiceAnswersAtTheAddress() throws Exception {
    slots.release(BUILD);
    BuildService mine = SERVICE.withNamespaceId(Optional.of("1111"));
    slots(mine).tryClaim(BUILD);

    for (Optional<String> other : List.of(Optional.of("2222"), Optional.<String>empty())) {
      answering = SERVICE.withNamespaceId(other);
      orphans.cleanUp();
      assertEquals(List.of(BUILD), slots.holders());
    }

    answering = mine;
    orphans.cleanUp();
    assertEquals(List.of(), slots.holders());
  }

  /** The other service itself answered the check. */
  @Test
  void leavesABuildAloneIfTheServiceChangesDuringTheCheck() throws Exception {
    slots.release(BUILD);
    BuildService mine = SERVICE.withNamespaceId(Optional.of("1111"));
    slots(mine).tryClaim(BUILD);
    Iterator<BuildService> answers =
        List.of(mine, SERVICE.withNamespaceId(Optional.of("2222"))).iterator();

    new OrphanedClaims(
            new BuildWhereabouts(environment.getWorkflowClient(), "host1"), life, answers::next)
        .cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void cleansUpAClaimOfAnOlderPim() throws Exception {
    slots.release(BUILD);
    Path claim = folders.claims().resolve(BUILD.text());
    Files.writeString(claim, "{\"address\":\"temporal:7233\",\"namespace\":\"default\"}");
    answering = SERVICE.withNamespaceId(Optional.of("1111")).on("host1");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void leavesAClaimWithoutAServiceAlone() throws Exception {
    Files.write(folders.claims().resolve(LATER.text()), new byte[0]);

    orphans.cleanUp();

    assertEquals(List.of(LATER), slots.holders());
  }

  @Test
  void leavesABuildAloneWhenTheServiceDoesNotAnswer() throws Exception {
    environment.close();

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }
}
