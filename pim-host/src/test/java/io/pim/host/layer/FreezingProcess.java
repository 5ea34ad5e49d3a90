package io.pim.host.layer;

import io.pim.host.build.TestBuilds;
import io.pim.model.plan.StepKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A process that freezes one disk; the test kills it in the middle. */
final class FreezingProcess {
  private FreezingProcess() {}

  /** Starts the process; it prints a character when it begins. */
  static Process start(Path work, Path variables, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FreezingProcess.class.getName(),
            work.toString(),
            variables.toString(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Arguments: the disk, its variables, and the folder that serves as the user's home. */
  public static void main(String[] args) throws IOException {
    LayerStore layers = new LayerStore(new TestBuilds(Path.of(args[2])).folders(), disk -> true);
    System.out.print('>');
    System.out.flush();
    layers.keep(
        Path.of(args[0]),
        Optional.of(Path.of(args[1])),
        Optional.empty(),
        Optional.empty(),
        StepKey.of("ab".repeat(32)),
        TestBuilds.ID);
  }
}
