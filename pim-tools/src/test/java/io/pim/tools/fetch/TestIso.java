package io.pim.tools.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Makes ISO files with xorriso, in its mkisofs mode. */
public final class TestIso {
  private TestIso() {}

  public static Path make(Path tree, Path iso, String... options) throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/xorriso")), "no xorriso here");
    List<String> command = new ArrayList<>(List.of("xorriso", "-as", "mkisofs"));
    command.addAll(List.of(options));
    if (!command.contains("-R")) {
      // xorriso writes Rock Ridge by default.
      command.add("--norock");
    }
    command.addAll(List.of("-V", "PIM_TEST", "-o", iso.toString(), tree.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return iso;
  }
}
