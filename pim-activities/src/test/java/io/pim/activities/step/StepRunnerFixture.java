package io.pim.activities.step;

import io.pim.host.build.OpenBuild;
import io.pim.host.build.TestBuilds;
import io.pim.model.failure.FailureReport;
import io.pim.tools.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One build whose steps a test runs. */
@Timeout(180)
abstract class StepRunnerFixture {
  static final String STEP = "script:base";

  @TempDir Path folder;
  final Bench bench = new Bench();
  TestBuilds builds;
  OpenBuild build;

  @BeforeEach
  void open() throws Exception {
    builds = new TestBuilds(folder);
    build = builds.save(TestBuilds.ID);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  FailureReport reportOf(StepRunner.Body<?> body) {
    return bench.report(builds, TestBuilds.ID, STEP, body);
  }

  String log() throws IOException {
    return Files.readString(build.folder().log());
  }

  static void await(java.util.concurrent.Callable<Boolean> condition) {
    try {
      Await.until("a heartbeat", condition);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
