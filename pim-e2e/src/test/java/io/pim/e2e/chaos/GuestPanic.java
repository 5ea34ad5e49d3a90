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
import java.util.ArrayList;
import java.util.List;

/**
 * The guest's kernel panics while a script runs; then it hangs, or boots again by itself.
 *
 * @param seconds the kernel's {@code kernel.panic}: it boots again after this time; 0 means never
 */
record GuestPanic(String name, int seconds) implements Fault {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The delay of one second gives SSH the time to confirm the command. */
  private static final String CRASH = "sleep 1; echo c >/proc/sysrq-trigger";

  private static final List<String> SSH =
      List.of(
          ("ssh -F /dev/null -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no"
                  + " -o UserKnownHostsFile=/dev/null")
              .split(" ", -1));

  @Override
  public boolean fits(Place place) {
    return place == Place.SCRIPT;
  }

  @Override
  public boolean endsMachine() {
    return true;
  }

  @Override
  public boolean needsNobody() {
    return true;
  }

  /** Runs the command in the guest over SSH, with the build's own key. */
  @Override
  public Instant strike(Scene scene) throws Exception {
    Path folder = scene.build().folder();
    int port =
        Json.mapper()
            .readTree(Files.readAllBytes(folder.resolve("guest-vm.json")))
            .path("sshPort")
            .asInt();
    String request =
        "echo %d >/proc/sys/kernel/panic && { setsid sh -c '%s' </dev/null >/dev/null 2>&1 & }"
            .formatted(seconds, CRASH);
    List<String> ssh = new ArrayList<>(SSH);
    ssh.addAll(List.of("-i", folder.resolve("ssh_key").toString()));
    ssh.addAll(List.of("-p", Integer.toString(port), "root@127.0.0.1", request));
    assertEquals(0, new ProcessBuilder(ssh).inheritIO().start().waitFor(), "ssh into the guest");
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
