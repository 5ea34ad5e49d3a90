package io.pim.e2e.fleet;

import io.pim.e2e.chaos.Cell;
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

/** {@code make fleet}: all scenes, or the selected ones, on the real service. */
@Tag("fleet")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetTest {
  private final long seed = Long.getLong("pim.fleet.seed", System.nanoTime() % 1_000_000);
  private final FleetLab lab = new FleetLab(RealService::start, seed, "fleet", true);

  @BeforeAll
  void begin() {
    System.out.println("seed " + seed);
  }

  @AfterAll
  void end() throws Exception {
    lab.end();
  }

  @TestFactory
  Stream<DynamicTest> survives() {
    List<String> only = List.of(System.getProperty("pim.fleet.only", "*").split("[ ,]+"));
    return Scenes.of(new Random(seed)).stream()
        .filter(scene -> Cell.isSelected(scene.name(), only))
        .map(scene -> DynamicTest.dynamicTest(scene.name(), () -> run(scene)));
  }

  private void run(FleetScene scene) throws Exception {
    scene.obstacle().ifPresent(why -> lab.skip(scene, why));
    Assumptions.assumeTrue(scene.obstacle().isEmpty(), scene.obstacle().orElse(""));
    lab.run(scene);
  }
}
