package io.pim.cli.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.cli.erb.ErbRenderer;
import io.pim.cli.erb.RenderCache;
import io.pim.model.config.Problem;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes that people make, one folder each, with the exact messages. */
abstract class BrokenFolders {
  @TempDir static Path cache;
  static RenderCache renderer;

  @TempDir Path root;

  record Case(String name, UnaryOperator<Folder> breaking, List<String> says) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void openCache() throws IOException {
    renderer =
        new RenderCache(
            new ErbRenderer(),
            cache.resolve("rendered"),
            Sealer.withKeyFile(cache.resolve("seal.key")));
  }

  void check(Case broken) {
    Folder folder = broken.breaking().apply(new Folder(root));
    List<String> messages =
        ConfigCheck.run(folder.folders(), renderer).stream().map(Problem::toString).toList();
    assertEquals(
        String.join("\n", broken.says()),
        String.join("\n", messages).replace(folder.global.toString(), "GLOBAL"));
  }

  static Case broken(String name, UnaryOperator<Folder> breaking, String... says) {
    return new Case(name, breaking, List.of(says));
  }

  static Case pimYml(String name, String text, String... says) {
    return broken(name, folder -> folder.file("pim.yml", text), says);
  }
}
