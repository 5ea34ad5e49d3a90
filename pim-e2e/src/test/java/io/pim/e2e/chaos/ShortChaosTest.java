package io.pim.e2e.chaos;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The cells of {@code make chaos} that matter most, for every run of {@code make test}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortChaosTest {
  private final Labs labs = new Labs(0, 1);

  @AfterAll
  void end() throws Exception {
    labs.end();
  }

  @TestFactory
  Stream<DynamicTest> survives() {
    return Stream.of(
            Cell.of(Kill.worker(), Place.SCRIPT),
            Cell.of(Kill.machine(), Place.SCRIPT),
            Cell.of(Kill.server(), Place.INSTALL),
            Cell.of(new Reboot(), Place.SCRIPT),
            new Cell(Kill.machine(), new Moment.ShuttingDown(300)),
            Cell.of(new Cancel(), Place.INSTALL))
        .map(cell -> DynamicTest.dynamicTest(cell.name(), () -> labs.run(cell)));
  }
}
