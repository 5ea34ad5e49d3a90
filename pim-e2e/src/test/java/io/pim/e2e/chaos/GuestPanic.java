package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.e2e.Waiting;
import io.pim.model.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The guest's kernel panics while a script runs; it stands still then, or starts anew by itself.
 *
 * @param seconds the kernel's own {@code kernel.panic}: 0 is for ever, else it boots again after it
 */
record GuestPanic(String name, int seconds) implements Fault {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String BUILD = "build:\n";

  /** A guest that stands still shows no sign of life; people would wait for half an hour. */
  private static final String IMPATIENT = BUILD + "  stall_timeout: 20s\n";

  @Override
  public boolean fits(Place place) {
    return place == Place.SCRIPT;
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public void prepare(ChaosUser user) throws Exception {
    user.pim().write("pim.yml", user.pim().read("pim.yml").replace(BUILD, IMPATIENT));
  }

  @Override
  public void settle(ChaosUser user) throws Exception {
    user.pim().write("pim.yml", user.pim().read("pim.yml").replace(IMPATIENT, BUILD));
  }

  /** Tells the guest over SSH, with the build's own key. The second lets SSH say that it did. */
  @Override
  public Instant strike(Scene scene) throws Exception {
    Path folder = scene.build().folder();
    int port =
        Json.mapper()
            .readTree(Files.readAllBytes(folder.resolve("guest-vm.json")))
            .path("sshPort")
            .asInt();
    String crash = "sleep 1; echo c >/proc/sysrq-trigger";
    int exit =
        new ProcessBuilder(
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "BatchMode=yes",
                "-o",
                "LogLevel=ERROR",
                "-i",
                folder.resolve("ssh_key").toString(),
                "-p",
                Integer.toString(port),
                "root@127.0.0.1",
                "echo "
                    + seconds
                    + " >/proc/sys/kernel/panic && { setsid sh -c '"
                    + crash
                    + "' </dev/null >/dev/null 2>&1 & }")
            .inheritIO()
            .start()
            .waitFor();
    assertEquals(0, exit, "ssh into the guest");
    Path console = folder.resolve("guest-console.log");
    Waiting.closely(
        LIMIT,
        () -> text(console).contains("Kernel panic"),
        () -> true,
        () -> "the guest does not panic: " + text(console));
    return Instant.now();
  }

  private static String text(Path console) {
    try {
      return Files.readString(console, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
