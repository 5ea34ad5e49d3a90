package io.pim.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A person with a home, a configuration folder, and the built pim of this checkout. The machine's
 * own PIM is untouched. If a test fails, the home stays as evidence.
 */
public final class PimUser implements AutoCloseable {
  public static final Path ROOT =
      Path.of(System.getProperty("pim.root")).toAbsolutePath().normalize();
  private static final Path ISOS = ROOT.resolve("build/isos");
  private static final String KEY = "debian-12-amd64-netinst";
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(25);

  private final Path home;
  private final Path folder;
  private final Map<String, String> variables = new HashMap<>();
  private Path program = ROOT.resolve("bin/pim");
  private List<String> through = List.of();
  private boolean satisfied;

  private PimUser(Path home) {
    this.home = home;
    this.folder = home.resolve("config");
  }

  /** A person whose folder is a copy of one in this checkout. */
  static PimUser with(Path configuration) throws IOException {
    // The path is short, because sockets lie in it.
    PimUser user = new PimUser(Files.createTempDirectory("pim"));
    copy(configuration, user.folder);
    return user;
  }

  /** A person with the tiny guest's folder. */
  public static PimUser withTiny() throws IOException {
    PimUser user = with(ROOT.resolve("pim-e2e/src/test/resources/tiny"));
    user.addIso("pim-tiny-amd64-netinst", ISOS.resolve("pim-tiny-amd64-netinst.iso"));
    return user;
  }

  /** A person with the demo's folder and this file as its only ISO. */
  static PimUser withDemo(Path iso) throws IOException, InterruptedException {
    PimUser user = new PimUser(Files.createTempDirectory("pim"));
    Process made =
        new ProcessBuilder(
                ROOT.resolve("scripts/demo-folder.sh").toString(), user.folder.toString())
            .inheritIO()
            .start();
    assertEquals(0, made.waitFor(), "scripts/demo-folder.sh");
    user.addIso("demo", iso);
    user.write("isos.d/demo.yml", user.read("isos.d/demo.yml").replace("demo:", KEY + ":"));
    return user;
  }

  /** Puts an ISO made by installer/make-iso.sh into the catalog. */
  public void addIso(String key, Path iso) throws IOException {
    String digest = Files.readString(Path.of(iso + ".sha256")).substring(0, 64);
    write("isos.d/" + key + ".yml", catalogEntry(key, iso, digest));
  }

  /** Copies another folder over this person's own. */
  public void overlay(Path configuration) throws IOException {
    copy(configuration, folder);
  }

  static String catalogEntry(String key, Path iso, String digest) {
    String architecture = iso.toString().contains("arm64") ? "arm64" : "amd64";
    return "%s:\n  url: file://%s\n  checksum: sha256:%s\n  architecture: %s\n"
        .formatted(key, iso, digest, architecture);
  }

  public Path home() {
    return home;
  }

  /** The folder of sockets and pid files. */
  public Path runtime() {
    return home.resolve("run/pim");
  }

  public Path data() {
    return home.resolve(".local/share/pim");
  }

  public Path folder() {
    return folder;
  }

  public Path builds() {
    return home.resolve(".local/state/pim/builds");
  }

  public Path service() {
    return home.resolve(".local/state/pim/service");
  }

  public Path cache() {
    return home.resolve(".cache/pim");
  }

  public void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  public String read(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  /** Runs a pim command to its end. */
  public Said pim(String... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", "");
    Path err = Files.createTempFile(home, "err", "");
    Process process = start(out, err, arguments);
    String command = String.join(" ", arguments);
    if (!process.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("pim " + command + " did not end:\n" + text(out) + text(err));
    }
    return new Said(command, process.exitValue(), text(out), text(err));
  }

  /** Starts a pim command and does not wait for its end. */
  public Process start(Path out, Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(through);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    environment(builder.environment());
    return builder.start();
  }

  /** From now on, uses another bin/pim for commands. */
  void uses(Path other) {
    program = other;
  }

  /** From now on, starts commands through another program, such as nsenter with its options. */
  public void through(List<String> words) {
    through = List.copyOf(words);
  }

  /**
   * From now on, environment variables of this person's commands and of the processes that they
   * start.
   */
  public void variables(Map<String, String> all) {
    variables.clear();
    variables.putAll(all);
  }

  private void environment(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("TEMPORAL_"));
    environment.putAll(variables);
    environment.put("HOME", home.toString());
    environment.put("XDG_RUNTIME_DIR", home.resolve("run").toString());
    environment.put("PIM_JAVA_OPTS", "-Duser.home=" + home);
  }

  /** The newest build. The server lists a build a moment after its start. */
  String newestBuild() throws IOException, InterruptedException {
    JsonNode builds = pim("build", "list", "-o", "json").exits(0).json();
    for (int more = 0; builds.isEmpty() && more < 30; more++) {
      builds = pim("build", "list", "-o", "json").exits(0).json();
    }
    return builds.get(0).get("buildId").asText();
  }

  /** The finished image of a build. */
  Path image(String buildId) {
    return home.resolve(".local/share/pim/cache/images/" + buildId + ".qcow2");
  }

  public String log(String buildId) throws IOException {
    return Files.readString(builds().resolve(buildId).resolve("build.log"));
  }

  /** Fails if a build has left files that docs/files.md does not list as kept. */
  void requireNothingLeft(String buildId) throws IOException {
    assertEquals(List.of(), processesNaming(buildId), "processes of " + buildId);
    assertEquals(List.of(), files(home.resolve("run"), buildId), "sockets of " + buildId);
    assertEquals(List.of(), files(cache().resolve("work"), buildId), "work disks");
    assertEquals(List.of(), files(home.resolve(".local/state/pim/claims"), buildId), "VM slots");
    assertEquals(
        List.of(),
        files(builds().resolve(buildId), "").stream()
            .filter(f -> f.endsWith("key") || f.endsWith("-vm.json") || f.endsWith("-server.json"))
            .toList(),
        "keys and facts");
    assertEquals(
        List.of(),
        files(home.resolve(".local/share/pim/cache/images"), ".part"),
        "half-written images");
  }

  /**
   * Only this user's processes: builds that other tests start in the same second have the same
   * names.
   */
  public List<Long> processesNaming(String text) {
    return ProcessHandle.allProcesses()
        .filter(
            p -> {
              String command = p.info().commandLine().orElse("");
              return command.contains(text) && command.contains(home.toString());
            })
        .map(ProcessHandle::pid)
        .toList();
  }

  private static List<String> files(Path folder, String containing) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(f -> !f.equals(folder))
          .map(f -> folder.relativize(f).toString())
          .filter(f -> f.contains(containing))
          .toList();
    }
  }

  /** Marks the test as passed, so that the home is removed. */
  public void isSatisfied() {
    satisfied = true;
  }

  @Override
  public void close() throws IOException {
    try {
      pim("down");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (satisfied) {
      try (Stream<Path> tree = Files.walk(home)) {
        tree.sorted(Comparator.reverseOrder()).forEach(PimUser::delete);
      }
    } else {
      System.err.println("evidence is kept in " + home);
      printLogs();
    }
  }

  /** Prints the logs, because CI removes the machine after the test. */
  private void printLogs() throws IOException {
    if (Files.exists(builds())) {
      try (Stream<Path> tree = Files.walk(builds())) {
        for (Path log : tree.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
          List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
          System.err.println("=== " + home.relativize(log));
          lines.stream().skip(Math.max(0, lines.size() - 60)).forEach(System.err::println);
        }
      }
    }
    System.err.println(text(home.resolve(".local/state/pim/service/worker.log")));
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path file : tree.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
