package io.pim.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
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
  void whatWasSavedIsOpenedByAWorkerThatHasJustStarted() throws Exception {
    OpenBuild saved = builds.save(TestBuilds.ID);

    OpenBuild opened = new TestBuilds(folder).builds().open(TestBuilds.ID);

    assertEquals(saved.request(), opened.request());
    assertEquals(saved.contents(), opened.contents());
    assertTrue(builds.builds().has(TestBuilds.ID));
    assertFalse(builds.builds().has(TestBuilds.OTHER));
  }

  @Test
  void nobodyElseMayLookIntoABuild() throws Exception {
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
  void aHostWithAnotherKeySaysWhichFileItNeeds() throws Exception {
    builds.save(TestBuilds.ID);
    Files.write(builds.folders().sealKey(), new byte[32]);

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.todo().contains("Copy " + builds.folders().sealKey()), report.todo());
    assertTrue(report.todo().contains("to this host"), report.todo());
  }

  @Test
  void aKeyFileThatIsNoneIsForAPersonToMend() throws Exception {
    builds.save(TestBuilds.ID);
    Files.writeString(builds.folders().sealKey(), "short");

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.why().contains("5 bytes instead of 32"), report.why());
  }

  @Test
  void aPlanWithStepsThatOnlyANewerPimKnowsIsRefused() throws Exception {
    Path request = builds.save(TestBuilds.ID).folder().request();
    String newer = Files.readString(request).replace("\"FLATTEN\"", "\"SQUEEZE\"");
    Files.writeString(request, newer);

    var report = failure().report();

    assertEquals(FailureKind.PLAN_UNREADABLE, report.kind());
    assertTrue(report.why().contains("does not know the step 'flatten'"), report.why());
  }

  @Test
  void aFolderThatIsGoneMeansAHostThatIsLost() {
    var report = failure().report();

    assertEquals(FailureKind.HOST_LOST, report.kind());
    assertEquals(builds.folders().build(TestBuilds.ID.text()).root().toString(), report.where());
  }

  private BuildFailure failure() {
    return assertThrows(BuildFailure.class, () -> builds.builds().open(TestBuilds.ID));
  }
}
