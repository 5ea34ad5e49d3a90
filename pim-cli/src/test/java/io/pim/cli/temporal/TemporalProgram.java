package io.pim.cli.temporal;

import io.pim.model.files.PimFolders;
import io.pim.tools.process.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real server for tests: PIM_TEST_TEMPORAL, the one on PATH, or the copy that PIM has made. */
public final class TemporalProgram {
  private TemporalProgram() {}

  /** Skips the test, with a message, if there is none. */
  public static Path require() {
    Map<String, String> environment = System.getenv();
    PimFolders folders =
        PimFolders.of(environment, Path.of(System.getProperty("user.home")), Path.of(""));
    Optional<Path> program =
        Optional.ofNullable(environment.get("PIM_TEST_TEMPORAL"))
            .map(Path::of)
            .or(() -> Tools.of(environment).find("temporal"))
            .or(() -> Optional.of(folders.tools().resolve("temporal-1.5.1/temporal")))
            .filter(Files::isExecutable);
    Assumptions.assumeTrue(
        program.isPresent(), "needs a temporal program: on PATH or in PIM_TEST_TEMPORAL");
    return program.get();
  }
}
