package io.pim.cli.erb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.pim.model.profile.ConfigFile;
import io.pim.model.secret.Sealer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderCacheTest {
  @TempDir Path folder;
  private final List<String> rendered = new ArrayList<>();
  private RenderCache cache;

  @BeforeEach
  void setUp() throws IOException {
    cache = cache("seal.key");
  }

  private RenderCache cache(String key) throws IOException {
    TemplateRenderer counting =
        (template, variables, secrets) -> {
          rendered.add(template.text());
          return new Rendering(template.text() + " rendered", !template.text().equals("time"));
        };
    return new RenderCache(
        counting, folder.resolve("rendered"), Sealer.withKeyFile(folder.resolve(key)));
  }

  private String render(
      RenderCache cache, String name, String text, Map<String, Object> variables) {
    return cache.render(new ConfigFile(Path.of(name), name, text), variables, List.of()).text();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("rendered"))) {
      return files.toList();
    }
  }

  @Test
  void rendersOnce() throws IOException {
    assertEquals("a rendered", render(cache, "t", "a", Map.of("x", 1L)));
    assertEquals("a rendered", render(cache("seal.key"), "t", "a", Map.of("x", 1L)));
    assertEquals(List.of("a"), rendered);
  }

  @Test
  void rendersAgainWhenAnyInputChanges() {
    render(cache, "t", "a", Map.of("x", 1L));
    render(cache, "u", "a", Map.of("x", 1L));
    render(cache, "t", "b", Map.of("x", 1L));
    render(cache, "t", "a", Map.of("x", "1"));
    render(cache, "t", "a", Map.of("y", 1L));
    assertEquals(5, rendered.size());
  }

  @Test
  void keepsNothingOfATemplateWithChangingOutput() throws IOException {
    assertEquals("time rendered", render(cache, "t", "time", Map.of()));
    assertEquals("time rendered", render(cache, "t", "time", Map.of()));
    assertEquals(2, rendered.size());
    assertFalse(Files.exists(folder.resolve("rendered")));
  }

  /** A file's name depends on the password, so it must be useless for testing guesses. */
  @Test
  void namesRevealNothingWithoutTheKey() throws IOException {
    render(cache, "t", "a", Map.of("password", "x"));
    Path first = files().get(0);
    Files.delete(first);
    render(cache("another.key"), "t", "a", Map.of("password", "x"));
    assertFalse(files().contains(first));
  }

  @Test
  void keepsOnlyEncryptedText() throws IOException {
    render(cache, "t", "password", Map.of());
    Path file = files().get(0);
    assertFalse(Files.readString(file).contains("password"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  /** Otherwise a person who sees a file's name could test passwords against it. */
  @Test
  void theNameRevealsNothingWithoutTheKey() throws IOException {
    render(cache, "t", "password", Map.of());
    Path first = files().get(0);
    Files.delete(first);
    render(cache("another.key"), "t", "password", Map.of());
    assertNotEquals(first, files().get(0));
  }

  @Test
  void closesAnEarlierPimsFolderToOthers() throws IOException {
    Path rendered = Files.createDirectory(folder.resolve("rendered"));
    Files.setPosixFilePermissions(rendered, PosixFilePermissions.fromString("rwxr-xr-x"));
    render(cache, "t", "a", Map.of());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(rendered)));
  }

  @Test
  void rendersAgainIfItCannotOpenAFile() throws IOException {
    render(cache, "t", "a", Map.of());
    assertEquals("a rendered", render(cache("another.key"), "t", "a", Map.of()));
    for (Path file : files()) {
      Files.writeString(file, "damaged");
    }
    assertEquals("a rendered", render(cache, "t", "a", Map.of()));
    assertEquals(3, rendered.size());
  }
}
