package io.pim.model.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The order of the system calls that write, force, rename and force again, as strace sees it. Only
 * in this order does a power cut leave the old file or the new one.
 */
@Timeout(300)
class PowerCutOrderTest {
  /** A call on the test's folder: its name, then the paths in it. */
  private static final Pattern CALL = Pattern.compile("(?:\\d+ +)?(\\w+)\\((.*)\\) += (\\d+).*");

  @TempDir Path temp;
  private Path folder;

  /** Writes once, in one of the ways. */
  public static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[1]);
      Path file = folder.resolve("file");
      byte[] content = "content".getBytes(StandardCharsets.UTF_8);
      switch (arguments[0]) {
        case "write" -> DurableFile.write(file, DurableFile.PRIVATE, content);
        case "create" -> DurableFile.create(file, DurableFile.PRIVATE, content);
        case "move" -> DurableFile.move(folder.resolve("draft"), file);
        case "move-over" -> DurableFile.move(folder.resolve("from/draft"), file);
        case "new-folder" ->
            DurableFile.write(folder.resolve("a/file"), DurableFile.PRIVATE, content);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  @BeforeEach
  void makeTheFolder() throws IOException {
    folder = Files.createDirectory(temp.toRealPath().resolve("folder"));
  }

  /** The calls with which one way to write changes something, without a draft's random name. */
  private List<String> calls(String way) throws Exception {
    Path trace = temp.resolve("trace");
    assumeTrue(
        run(List.of("strace", "-o", trace.toString(), "true")) == 0,
        "strace is not here or may not trace: make tools installs it");
    assertEquals(
        0,
        run(
            List.of(
                "strace",
                "-ff",
                "-y",
                "-s",
                "9",
                "-o",
                trace.toString(),
                "-e",
                "trace=open,openat,mkdir,mkdirat,write,pwrite64,fsync,fdatasync,"
                    + "rename,renameat,renameat2,link,linkat",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                way,
                folder.toString())));
    List<String> calls = new ArrayList<>();
    // One trace file for each thread: in a shared one, threads cut each other's calls.
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(temp, "trace.*")) {
      for (Path thread : threads) {
        for (String line : Files.readAllLines(thread, StandardCharsets.ISO_8859_1)) {
          Matcher call = CALL.matcher(line);
          if (call.matches() && line.contains(folder.toString())) {
            shown(call.group(1), call.group(2)).ifPresent(calls::add);
          }
        }
      }
    }
    return calls;
  }

  private Optional<String> shown(String name, String arguments) {
    if (name.startsWith("open") && !arguments.contains("O_CREAT")) {
      return Optional.empty();
    }
    StringBuilder shown = new StringBuilder(name.startsWith("open") ? "make" : name);
    shown.append(arguments.contains("O_EXCL") ? " exclusively" : "");
    Matcher path =
        Pattern.compile(Pattern.quote(folder.toString()) + "([^\">,]*)").matcher(arguments);
    while (path.find()) {
      String its = path.group(1).replaceFirst("\\.file\\.[0-9a-f]{16}\\.tmp", "DRAFT");
      shown.append(" .").append(its);
    }
    if (name.startsWith("open")) {
      shown.append(arguments.replaceFirst(".*, ", " "));
    }
    return Optional.of(shown.toString());
  }

  private static int run(List<String> command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).inheritIO().start();
      return process.waitFor(100, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  private static final List<String> WRITE =
      List.of(
          "make exclusively ./DRAFT 0600",
          "write ./DRAFT",
          "fsync ./DRAFT",
          "rename ./DRAFT ./file",
          "fsync .");

  @Test
  void aNewFile() throws Exception {
    assertEquals(WRITE, calls("write"));
  }

  @Test
  void aReplacedFile() throws Exception {
    Files.writeString(folder.resolve("file"), "old");
    assertEquals(WRITE, calls("write"));
  }

  @Test
  void aFileCreatedOnlyIfMissing() throws Exception {
    assertEquals(
        List.of(
            "make exclusively ./DRAFT 0600",
            "write ./DRAFT",
            "fsync ./DRAFT",
            "link ./DRAFT ./file",
            "fsync ."),
        calls("create"));
  }

  @Test
  void aFinishedFileMovedIntoPlace() throws Exception {
    Files.writeString(folder.resolve("draft"), "new");
    assertEquals(List.of("fsync ./draft", "rename ./draft ./file", "fsync ."), calls("move"));
  }

  @Test
  void aFinishedFileMovedFromAnotherFolder() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("from")).resolve("draft"), "new");
    assertEquals(
        List.of("fsync ./from/draft", "rename ./from/draft ./file", "fsync .", "fsync ./from"),
        calls("move-over"));
  }

  @Test
  void aFileInANewFolder() throws Exception {
    assertEquals(
        List.of(
            "mkdir ./a",
            "fsync .",
            "make exclusively ./a/DRAFT 0600",
            "write ./a/DRAFT",
            "fsync ./a/DRAFT",
            "rename ./a/DRAFT ./a/file",
            "fsync ./a"),
        calls("new-folder"));
  }
}
