package io.pim.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.plan.Plan;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.ByteSize;
import io.pim.workflows.message.BuildRequest;
import io.pim.workflows.message.OnFailure;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBuildsTest {
  @TempDir Path folder;
  private TestBuilds builds;

  @BeforeEach
  void make() {
    builds = new TestBuilds(folder);
  }

  @Test
  void opensASavedBuildOnANewWorker() throws Exception {
    OpenBuild saved = builds.save(TestBuilds.ID);

    OpenBuild opened = new TestBuilds(folder).builds().open(TestBuilds.ID);

    assertEquals(saved.request(), opened.request());
    assertEquals(saved.contents(), opened.contents());
    assertTrue(builds.builds().has(TestBuilds.ID));
    assertFalse(builds.builds().has(TestBuilds.OTHER));
  }

  @Test
  void keepsBuildFoldersPrivate() throws Exception {
    OpenBuild build = builds.save(TestBuilds.ID);

    for (Path path : new Path[] {build.folder().root(), build.folder().work()}) {
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)));
    }
    assertFalse(Files.readString(build.folder().request()).contains(TestBuilds.SECRET));
  }

  @Test
  void aNewerRequestReplacesTheOld() throws Exception {
    builds.save(TestBuilds.ID);
    builds.forced().save(TestBuilds.ID);

    assertTrue(builds.builds().open(TestBuilds.ID).request().force());
  }

  @Test
  void aHostWithAnotherKeyNamesTheFileThatItNeeds() throws Exception {
    builds.save(TestBuilds.ID);
    Files.write(builds.folders().sealKey(), new byte[32]);

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.todo().contains("Copy " + builds.folders().sealKey()), report.todo());
    assertTrue(report.todo().contains("to this host"), report.todo());
  }

  @Test
  void aHostWithAnotherKeyNamesBothKeys() throws Exception {
    builds.save(TestBuilds.ID);
    String needed = Sealer.withKeyFile(builds.folders().sealKey()).keyId();
    Files.write(builds.folders().sealKey(), new byte[32]);
    String there = Sealer.withKeyFile(builds.folders().sealKey()).keyId();

    assertEquals(
        "The plan was sealed with key " + needed + ", and this is key " + there + ".",
        failure().report().why());
  }

  /** A plan that prints its contents must not read a blob from another history. */
  @Test
  void sealedContentsOpenUnderNoOtherPlan() throws Exception {
    BuildRequest request = builds.request(TestBuilds.ID);
    Plan foreign = new TestBuilds(folder).with(ByteSize.parse("65M")).plan();

    assertNotOpened(
        new BuildRequest(TestBuilds.ID, foreign, request.contents(), false, OnFailure.HOLD));
  }

  @Test
  void sealedContentsOpenForNoOtherBuild() throws Exception {
    BuildRequest request = builds.request(TestBuilds.ID);

    assertNotOpened(
        new BuildRequest(
            TestBuilds.OTHER, request.plan(), request.contents(), false, OnFailure.HOLD));
  }

  private void assertNotOpened(BuildRequest request) {
    var report = assertThrows(BuildFailure.class, () -> builds.builds().save(request)).report();
    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.why().contains("sealed for something else"), report.why());
    assertTrue(report.todo().contains("pim build retry " + request.buildId()), report.todo());
  }

  @Test
  void anInvalidKeyFileHoldsTheBuild() throws Exception {
    builds.save(TestBuilds.ID);
    Files.writeString(builds.folders().sealKey(), "short");

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.why().contains("5 bytes instead of 32"), report.why());
  }

  @Test
  void refusesAPlanWithStepsOfANewerPim() throws Exception {
    Path request = builds.save(TestBuilds.ID).folder().request();
    String newer = Files.readString(request).replace("\"FLATTEN\"", "\"SQUEEZE\"");
    Files.writeString(request, newer);

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.why().contains("does not know the step 'flatten'"), report.why());
  }

  @Test
  void reportsALostHostForAMissingFolder() {
    var report = failure().report();

    assertEquals(FailureKind.HOST_LOST, report.kind());
    assertEquals(builds.folders().build(TestBuilds.ID.text()).root().toString(), report.where());
  }

  private BuildFailure failure() {
    return assertThrows(BuildFailure.class, () -> builds.builds().open(TestBuilds.ID));
  }
}
