package io.pim.model.target;

import io.pim.model.config.ConfigFolders;
import io.pim.model.config.Problem;
import io.pim.model.config.Problems;
import io.pim.model.profile.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Writes files of {@code targets.d} and reads them. */
abstract class TargetsFixture {
  @TempDir Path project;
  @TempDir Path global;

  void write(Path folder, String text) throws IOException {
    Files.createDirectories(folder.resolve("targets.d"));
    Files.writeString(folder.resolve("targets.d/t.yml"), text);
  }

  Targets targets() {
    Problems problems = new Problems();
    Targets targets = Targets.read(new ConfigFolders(project, global), problems);
    problems.throwIfAny();
    return targets;
  }

  TargetSettings settings(String text) throws IOException {
    write(project, "t:\n" + text.indent(2));
    return targets().get("t").settings();
  }

  List<String> problems(String text) throws IOException {
    write(project, text);
    Problems problems = new Problems();
    targets().check(problems);
    return problems.list().stream().map(Problem::toString).toList();
  }

  static final String PROXMOX =
      """
      type: proxmox
      host: pve.example.org
      node: sg1
      storage: local-lvm
      """;
}
