package io.pim.cli.temporal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.process.Finished;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments with which bin/pim starts Java. */
class LauncherTest extends LauncherFixture {
  @Test
  void runsItsDistributionThroughLinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("dist/bin/pim"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    Finished run = run(Map.of(), second.toString(), "build", "a b", "");
    assertTrue(run.succeeded(), run.output());
    assertTrue(run.output().contains("[-Dpim.home=" + dist + "]"), run.output());
    assertTrue(run.output().endsWith("[io.pim.cli.Pim]\n[build]\n[a b]\n[]\n"), run.output());
  }

  @Test
  void workerHasASmallHeapAndAllCompilers() throws Exception {
    String worker = run(Map.of(), pim(), "worker", "run").output();
    assertTrue(worker.contains("[-Xmx256m]"), worker);
    assertTrue(worker.contains("[-Xmn24m]"), worker);
    assertTrue(worker.contains("[-XX:+ExitOnOutOfMemoryError]"), worker);
    assertFalse(worker.contains("TieredStopAtLevel"), worker);
    assertTrue(worker.contains("[-XX:Tier4InvocationThreshold=50000]"), worker);
    assertTrue(worker.contains("[-Dpim.log=worker]"), worker);
    assertFalse(worker.contains("ArchiveRelocationMode"), worker);
    String other = run(Map.of(), pim(), "worker", "list").output();
    assertTrue(other.contains("[-XX:TieredStopAtLevel=1]"), other);
    assertTrue(other.contains("[-XX:ArchiveRelocationMode=0]"), other);
    assertTrue(
        other.indexOf("[-XX:+IgnoreUnrecognizedVMOptions]")
            < other.indexOf("[-XX:ArchiveRelocationMode=0]"),
        other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--debug worker run",
        "-q worker run",
        "worker --debug run",
        "-C /x worker run",
        "--set a=b worker run --debug"
      })
  void recognizesAWorkerDespiteOptions(String words) throws Exception {
    String worker = runWords(words).output();
    assertTrue(worker.contains("[-Xmx256m]"), worker);
    assertTrue(worker.contains("[-Dpim.log=worker]"), worker);
  }

  @ParameterizedTest
  @ValueSource(strings = {"worker", "vm exec worker run", "worker list run", "-C worker run"})
  void recognizesOtherCommandsAsNoWorkers(String words) throws Exception {
    String other = runWords(words).output();
    assertTrue(other.contains("[-XX:TieredStopAtLevel=1]"), other);
  }

  private Finished runWords(String words) throws Exception {
    List<String> argv = new ArrayList<>(List.of(pim()));
    argv.addAll(List.of(words.split(" ")));
    return run(Map.of(), argv.toArray(String[]::new));
  }
}
