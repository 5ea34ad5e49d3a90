package io.pim.cli.plan;

import io.pim.cli.erb.Rendering;
import io.pim.cli.erb.TemplateRenderer;
import io.pim.model.secret.Sealer;
import io.pim.model.unit.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The base of tests of planning; it renders templates without Ruby. */
abstract class PlanningTest {
  @TempDir Path root;
  Folder folder;
  String finalizeScript = "clean up\n";
  Architecture host = Architecture.X86_64;

  @BeforeEach
  void makeFolder() {
    folder = new Folder(root);
  }

  static final TemplateRenderer PLAIN =
      (template, variables, secrets) -> {
        String text = template.text();
        for (Map.Entry<String, Object> variable : variables.entrySet()) {
          text =
              text.replace(
                  "<%= " + variable.getKey() + " %>",
                  Optional.ofNullable(variable.getValue()).map(Object::toString).orElse(""));
        }
        return Rendering.lasting(text);
      };

  PlannedBuild plan(String profile, Optional<Architecture> architecture) {
    return planner().plan(profile, architecture);
  }

  Planner planner() {
    return new Planner(
        folder.folders(),
        PLAIN,
        new ChecksumLists(root.resolve("isos"), Map.of()),
        sealer(),
        new PlanHost(host, () -> "this-host"),
        finalizeScript);
  }

  Sealer sealer() {
    try {
      return Sealer.withKeyFile(root.resolve("seal.key"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PlannedBuild plan() {
    return plan("web", Optional.of(Architecture.X86_64));
  }
}
