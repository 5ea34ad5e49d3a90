package io.pim.cli.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.cli.testing.PimHome;
import io.pim.cli.testing.PimHome.Ran;
import io.pim.model.profile.ConfigSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code pim config schema}. */
class ConfigSchemaCommandTest {
  @TempDir Path root;

  /** Fails after a change of a rule: {@code make docs} then writes the files again. */
  @ParameterizedTest
  @EnumSource
  void printsTheFileInDocs(ConfigSchema schema) throws Exception {
    Ran ran = PimHome.bare(root).run("config", "schema", schema.id());
    assertEquals(0, ran.status(), ran.err());
    Path file = Path.of("../docs/schema", schema.id() + ".schema.json");
    assertEquals(Files.readString(file), ran.out(), "make docs");
  }

  @Test
  void refusesAnUnknownName() {
    Ran ran = PimHome.bare(root).run("config", "schema", "scripts");
    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("PROFILES"), ran.err());
  }
}
