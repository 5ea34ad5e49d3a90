package io.pim.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
  @TempDir Path folder;

  @Test
  void findsOnlyExecutableFiles() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    Path tool = Files.writeString(folder.resolve("tool"), "");
    assertTrue(tool.toFile().setExecutable(true));

    Tools tools = new Tools(List.of(folder.resolve("missing"), folder));

    assertEquals(Optional.of(tool), tools.find("tool"));
    assertEquals(Optional.empty(), tools.find(plain.getFileName().toString()));
  }

  @Test
  void ignoresRelativeFoldersOfThePath() {
    Tools tools = Tools.of(Map.of("PATH", "." + File.pathSeparator + "/nonexistent"));

    assertTrue(tools.find("sh").orElseThrow().isAbsolute());
  }

  @Test
  void explainsHowToInstallAMissingTool() {
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> new Tools(List.of(folder)).require("qemu", "apt install it"));

    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
    assertEquals("qemu is not installed", failure.report().what());
    assertEquals("apt install it", failure.report().todo());
    assertTrue(failure.report().why().contains(folder.toString()));
  }
}
