package io.pim.e2e.chaos;

import io.pim.e2e.chaos.DeployCell.Victim;
import io.pim.model.deploy.DeployStep;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Deployments of {@code make chaos} for every run of {@code make test}: each fault once, each to
 * another type of target.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortDeployChaosTest {
  private final Table table = new Table(0);
  private DeployLab lab;

  @BeforeAll
  void begin() throws Exception {
    lab = DeployLab.open(table);
  }

  @AfterAll
  void end() throws Exception {
    if (lab != null) {
      lab.close();
    }
    System.out.println(table.markdown());
  }

  @TestFactory
  Stream<DynamicTest> survives() {
    return Stream.of(
            new DeployCell(Victim.TARGET, TargetKind.OCI, DeployStep.UPLOAD),
            new DeployCell(Victim.WORKER, TargetKind.LIBVIRT, DeployStep.UPLOAD),
            new DeployCell(Victim.SERVER, TargetKind.SHELF, DeployStep.UPLOAD),
            new DeployCell(Victim.CLI, TargetKind.UTM, DeployStep.CREATE))
        .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> lab.run(cell)));
  }
}
