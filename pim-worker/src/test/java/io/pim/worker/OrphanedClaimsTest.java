package io.pim.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.host.claim.BuildLife;
import io.pim.host.claim.BuildService;
import io.pim.host.claim.VmSlots;
import io.pim.model.files.BuildFolder;
import io.pim.model.files.BuildId;
import io.pim.model.files.PimFolders;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.worker.connection.TemporalConnection;
import io.pim.workflows.activity.ActivityLimits;
import io.pim.workflows.activity.ClaimActivities;
import io.pim.workflows.message.BuildState;
import io.pim.workflows.message.BuildStatus;
import io.pim.workflows.visibility.BuildAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses a real server, on which workflows count as running although no worker serves them. */
@Timeout(300)
class OrphanedClaimsTest {
  private static final BuildId BUILD = BuildId.of("web-x86_64-20261122-120000");
  private static final BuildId LATER = BuildId.of("web-x86_64-20261122-130000");

  private static final BuildService SERVICE = new BuildService("temporal:7233", "default");

  @TempDir Path folder;
  private BuildService answering = SERVICE;
  private final TestWorkflowEnvironment environment =
      TestWorkflowEnvironment.newInstance(
          TestEnvironmentOptions.newBuilder()
              .setWorkflowClientOptions(
                  WorkflowClientOptions.newBuilder()
                      .setDataConverter(TemporalConnection.dataConverter())
                      .build())
              .registerSearchAttribute(
                  BuildAttributes.HOST.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
              .build());
  private PimFolders folders;
  private VmSlots slots;
  private BuildLife life;
  private OrphanedClaims orphans;

  @BeforeEach
  void make() throws Exception {
    folders = PimFolders.of(Map.of("XDG_RUNTIME_DIR", folder.toString()), folder, folder);
    slots = slots(SERVICE);
    Host host = new Host(folders, System.getenv(), Clock.systemUTC());
    life = new BuildLife(folders, host.builds(), host.machines(), slots);
    orphans = orphans(environment.getWorkflowClient());
    slots.tryClaim(BUILD);
  }

  private VmSlots slots(BuildService service) {
    return new VmSlots(folders, 2, service);
  }

  private OrphanedClaims orphans(WorkflowClient client) {
    return new OrphanedClaims(new BuildWhereabouts(client, "host1"), life, () -> answering);
  }

  @AfterEach
  void close() {
    environment.close();
  }

  /** Repeats clean-up as a worker does, because a build may answer too late for one look. */
  private void cleanUpUntilNobodyHoldsASlot() throws Exception {
    DevServer.until(
        "the slot is given back",
        () -> {
          orphans.cleanUp();
          return slots.holders().isEmpty();
        });
  }

  private WorkflowStub start(Map<String, Object> memo) {
    return start(memo, SearchAttributes.EMPTY);
  }

  private WorkflowStub start(Map<String, Object> memo, SearchAttributes attributes) {
    WorkflowClient client = environment.getWorkflowClient();
    WorkflowStub workflow =
        client.newUntypedWorkflowStub(
            "Build",
            WorkflowOptions.newBuilder()
                .setWorkflowId(BUILD.workflowId())
                .setTaskQueue("nobody")
                .setMemo(memo)
                .setTypedSearchAttributes(attributes)
                .build());
    workflow.start();
    return workflow;
  }

  private static Map<String, Object> memo(BuildId build) {
    return Map.of(BuildAttributes.BUILD_ID_MEMO, build.text());
  }

  @Test
  void aBuildThatRunsKeepsItsSlot() throws Exception {
    start(memo(BUILD));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void aBuildThatNobodyKnowsIsCleanedUp() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Files.writeString(build.log(), "log");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
    assertFalse(Files.exists(build.sshKey()));
    assertTrue(Files.exists(build.log()));
  }

  @Test
  void aBuildThatHasEndedIsCleanedUp() throws Exception {
    start(memo(BUILD)).terminate("for the test");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void aLaterBuildOfTheProfileDoesNotKeepTheEarliersSlot() throws Exception {
    slots.tryClaim(LATER);
    start(memo(LATER));

    orphans.cleanUp();

    assertEquals(List.of(LATER), slots.holders());
  }

  @Test
  void aWorkflowThatDoesNotSayWhichBuildItIsIsLeftAlone() throws Exception {
    start(Map.of());

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  /** A held build has given its slot back; aborted meanwhile, it leaves a key and disks. */
  @Test
  void aBuildWithoutASlotIsCleanedUpToo() throws Exception {
    slots.release(BUILD);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.createDirectories(build.work());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    Files.writeString(build.verifyDisk(), "disk");
    WorkflowStub held = start(memo(BUILD));

    orphans.cleanUp();
    assertTrue(Files.exists(build.sshKey()), "it is held, and goes on");

    held.terminate("for the test");
    orphans.cleanUp();
    assertFalse(Files.exists(build.sshKey()));
    assertFalse(Files.exists(build.work()));
  }

  private static SearchAttributes on(String host) {
    return SearchAttributes.newBuilder().set(BuildAttributes.HOST, host).build();
  }

  /** This host was cut off for so long that the build was placed anew. */
  @Test
  void aBuildThatWentToAnotherHostIsCleanedUpHere() throws Exception {
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
  void aBuildThatIsOnlySaidToBeElsewhereIsLeftAlone() throws Exception {
    work("nobody", OnHost1.class);
    start(memo(BUILD), on("host2"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void aBuildThatCannotSayWhereItIsIsLeftAlone() throws Exception {
    start(memo(BUILD), on("host2"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  private void work(String queue, Class<?> workflow) {
    environment.newWorker(queue).registerWorkflowImplementationTypes(workflow);
    environment.start();
  }

  /** The worker was killed, or stopped for long, just when it was to release the host. */
  @Test
  void aBuildThatWasHeldUnheardGivesItsSlotBack() throws Exception {
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root());
    Files.writeString(build.sshKey(), "key");
    Json.write(build.service(), SERVICE);
    work("nobody", Held.class);
    start(memo(BUILD), on("host1"));

    orphans(askedInTheMomentOf(() -> slots.tryClaim(BUILD))).cleanUp();
    assertEquals(List.of(BUILD), slots.holders(), "it was retried just then");
    cleanUpUntilNobodyHoldsASlot();
    assertTrue(Files.exists(build.sshKey()), "only its end takes what a retry needs");
  }

  private static BuildStatus status(String host) {
    return status(host, host.isEmpty() ? BuildState.WAITING : BuildState.RUNNING);
  }

  private static BuildStatus status(String host, BuildState state) {
    return new BuildStatus(
        BUILD,
        "web",
        Architecture.X86_64,
        state,
        "",
        host,
        Instant.EPOCH,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aBuildOnThisHostIsLeftAlone() throws Exception {
    start(memo(BUILD), on("host1"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  /**
   * If the host kept the slot of a claim whose answer was lost, it would not poll for that build.
   */
  @Test
  void aClaimWhoseAnswerWasLostIsGivenBack() throws Exception {
    work("claims", Claiming.class);
    WorkflowStub workflow =
        environment
            .getWorkflowClient()
            .newUntypedWorkflowStub(
                "Build",
                WorkflowOptions.newBuilder()
                    .setWorkflowId(BUILD.workflowId())
                    .setTaskQueue("claims")
                    .setMemo(memo(BUILD))
                    .build());
    workflow.start();
    BuildWhereabouts whereabouts = new BuildWhereabouts(environment.getWorkflowClient(), "host1");
    while (whereabouts.of(BUILD) != BuildWhereabouts.Place.NOT_PLACED) {
      Thread.onSpinWait();
    }
    cleanUpUntilNobodyHoldsASlot();
  }

  /** The beginning of a build, as far as it concerns claims. */
  @WorkflowInterface
  public interface Claims {
    @WorkflowMethod(name = "Build")
    void build();

    @QueryMethod
    BuildStatus status();
  }

  /** A build that reports its real host. */
  public static class OnHost1 implements Claims {
    @Override
    public void build() {
      Workflow.await(() -> false);
    }

    @Override
    public BuildStatus status() {
      return OrphanedClaimsTest.status("host1");
    }
  }

  /** A build that reports its real host. */
  public static final class OnHost2 extends OnHost1 {
    @Override
    public BuildStatus status() {
      return OrphanedClaimsTest.status("host2");
    }
  }

  /** A build that waits for a person. */
  public static final class Held extends OnHost1 {
    @Override
    public BuildStatus status() {
      return OrphanedClaimsTest.status("host1", BuildState.HELD);
    }
  }

  /** Asks for a host that does not exist. */
  public static final class Claiming implements Claims {
    @Override
    public void build() {
      Workflow.newActivityStub(ClaimActivities.class, ActivityLimits.claim("nobody")).claim(BUILD);
    }

    @Override
    public BuildStatus status() {
      return OrphanedClaimsTest.status("");
    }
  }

  /** Asking about a build takes a moment, in which it may come here, or come back. */
  @Test
  void aBuildThatClaimedASlotWhileItWasAskedAboutIsLeftAlone() throws Exception {
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

  /** The client, with something happening on this host each time the service is asked. */
  private WorkflowClient askedInTheMomentOf(Callable<?> event) {
    WorkflowClient client = environment.getWorkflowClient();
    return (WorkflowClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {WorkflowClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getWorkflowServiceStubs")) {
                event.call();
              }
              return method.invoke(client, arguments);
            });
  }

  /** A user may use the same folders with a local service now, and with a shared one then. */
  @Test
  void aBuildOfAnotherServiceIsNeverTouched() throws Exception {
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

  /** The address now leads to another service, as by a tunnel, which does not know the build. */
  @Test
  void aBuildIsLeftAloneWhereAnotherServiceAnswersAtItsAddress() throws Exception {
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

  /** The look itself was answered by the other one. */
  @Test
  void aBuildIsLeftAloneWhereAnotherServiceAnswersMeanwhile() throws Exception {
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

  /** Two machines with one home, as over NFS: each finds the other's builds. */
  @Test
  void aBuildOfAnotherHostWithTheSameHomeIsLeftAlone() throws Exception {
    slots.release(BUILD);
    slots(SERVICE.on("host2")).tryClaim(BUILD);
    answering = SERVICE.on("host1");

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void aClaimOfAnOlderPimIsLookedAfter() throws Exception {
    slots.release(BUILD);
    Path claim = folders.claims().resolve(BUILD.text());
    Files.writeString(claim, "{\"address\":\"temporal:7233\",\"namespace\":\"default\"}");
    answering = SERVICE.withNamespaceId(Optional.of("1111")).on("host1");

    orphans.cleanUp();

    assertEquals(List.of(), slots.holders());
  }

  @Test
  void aBuildThatDoesNotSayWhoseItIsIsLeftAlone() throws Exception {
    Files.write(folders.claims().resolve(LATER.text()), new byte[0]);

    orphans.cleanUp();

    assertEquals(List.of(LATER), slots.holders());
  }

  @Test
  void aServiceThatDoesNotAnswerHasEndedNoBuild() throws Exception {
    environment.close();

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }

  @Test
  void aBuildThatCannotBeCleanedUpDoesNotKeepTheWorkerFromStarting() throws Exception {
    slots.tryClaim(LATER);
    BuildFolder build = folders.build(BUILD.text());
    Files.createDirectories(build.root().resolve("a folder/that is not empty"));

    orphans.cleanUp();

    assertEquals(List.of(BUILD), slots.holders());
  }
}
