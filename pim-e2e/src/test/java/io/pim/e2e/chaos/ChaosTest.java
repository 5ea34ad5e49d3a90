package io.pim.e2e.chaos;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code make chaos}: the whole matrix, or the selected part of it. */
@Tag("chaos")
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosTest {
  private final long seed = Long.getLong("pim.chaos.seed", System.nanoTime() % 1_000_000);
  private final Labs labs =
      new Labs(
          seed, Integer.getInteger("junit.jupiter.execution.parallel.config.fixed.parallelism", 1));

  private DeployLab deployments;

  @BeforeAll
  void begin() {
    System.out.println("seed " + seed);
  }

  @AfterAll
  void end() throws Exception {
    if (deployments != null) {
      deployments.close();
    }
    labs.end();
  }

  @TestFactory
  Stream<DynamicTest> survives() {
    List<String> only = List.of(System.getProperty("pim.chaos.only", "*").split("[ ,]+"));
    Stream<DynamicTest> builds =
        Matrix.of(new Random(seed), Integer.getInteger("pim.chaos.random", 10)).stream()
            .filter(cell -> Cell.isSelected(cell.name(), only))
            .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> run(cell)));
    Stream<DynamicTest> ofTargets =
        DeployCell.all().stream()
            .filter(cell -> Cell.isSelected(cell.name(), only))
            .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> deployments().run(cell)));
    return Stream.concat(builds, ofTargets);
  }

  /** All deployments share a home; a cell takes seconds. */
  private synchronized DeployLab deployments() throws Exception {
    if (deployments == null) {
      deployments = DeployLab.open(labs.table());
    }
    return deployments;
  }

  private void run(Cell cell) throws Exception {
    cell.fault().obstacle().ifPresent(why -> labs.skip(cell, why));
    Assumptions.assumeTrue(cell.fault().obstacle().isEmpty(), cell.fault().obstacle().orElse(""));
    labs.run(cell);
  }
}
