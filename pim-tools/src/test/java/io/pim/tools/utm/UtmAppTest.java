package io.pim.tools.utm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.process.Finished;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UtmAppTest {
  @TempDir Path folder;
  private final List<List<String>> ran = new ArrayList<>();

  private UtmApp app(String system, Path place, int exit) {
    return new UtmApp(
        system,
        List.of(place),
        command -> {
          ran.add(command.argv());
          return new Finished(exit, "The application cannot be opened.");
        });
  }

  @Test
  void opensAMachineOnAMac() throws Exception {
    Path machine = folder.resolve("web.utm");

    assertEquals(Optional.empty(), app("Mac OS X", folder, 0).open(machine));

    assertEquals(List.of(List.of("/usr/bin/open", "-a", "UTM", machine.toString())), ran);
  }

  @Test
  void reportsWhyItWasNotOpened() throws Exception {
    assertEquals(
        Optional.of("open: The application cannot be opened."),
        app("Mac OS X", folder, 1).open(folder));
    assertTrue(
        app("Mac OS X", folder.resolve("no"), 0)
            .open(folder)
            .orElseThrow()
            .contains("not installed"));
    assertTrue(app("Linux", folder, 0).open(folder).orElseThrow().contains("runs Linux"));
    assertEquals(1, ran.size());
    UtmApp hangs =
        new UtmApp(
            "Mac OS X",
            List.of(folder),
            command -> {
              throw BuildFailure.of(FailureKind.TOOL_FAILED, "open ran longer than 60 s").build();
            });
    assertEquals(Optional.of("open ran longer than 60 s"), hangs.open(folder));
  }
}
