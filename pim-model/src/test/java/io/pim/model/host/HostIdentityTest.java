package io.pim.model.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostIdentityTest {
  @TempDir Path folder;

  @Test
  void survivesAChangeOfTheHostName() throws IOException {
    Path file = folder.resolve("deep/host-id");
    HostIdentity first = HostIdentity.of(file, "box");
    assertEquals(first, HostIdentity.of(file, "other"));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(1, files.count());
    }
  }

  @ParameterizedTest
  @CsvSource({"box,box", "box.example.org,box", "../x,host", "'',host", "-a_b,ab", "Größe,Gre"})
  void isAPlainNameForAnyHostName(String hostName, String expected) throws IOException {
    String id = HostIdentity.of(folder.resolve("id"), hostName).id();
    assertTrue(id.matches(expected + "-[0-9a-f]{6}"), id);
  }

  /** The home is on NFS, or the machine was copied with its disk. */
  @Test
  void machinesThatShareAHomeAreDifferentHosts() throws IOException {
    Path file = folder.resolve("host-id");
    Optional<MachineId> one = Optional.of(MachineId.of("1".repeat(32)));
    Optional<MachineId> two = Optional.of(MachineId.of("2".repeat(32)));

    HostIdentity first = HostIdentity.of(file, one);

    assertNotEquals(first, HostIdentity.of(file, two));
    assertEquals(first, HostIdentity.of(file, one));
  }

  @Test
  void anIdOfAnOlderPimStaysWithTheFirstMachine() throws IOException {
    Path file = folder.resolve("host-id");
    HostIdentity older = HostIdentity.of(file, Optional.empty());
    Optional<MachineId> one = Optional.of(MachineId.of("1".repeat(32)));
    Optional<MachineId> two = Optional.of(MachineId.of("2".repeat(32)));

    assertEquals(older, HostIdentity.of(file, one));
    assertNotEquals(older, HostIdentity.of(file, two));
    assertEquals(older, HostIdentity.of(file, one));
  }

  @Test
  void neverShowsTheMachineId() throws IOException {
    String raw = "0123456789abcdef0123456789abcdef";
    HostIdentity.of(folder.resolve("host-id"), Optional.of(MachineId.of(raw)));

    try (Stream<Path> files = Files.list(folder)) {
      String name = files.findFirst().orElseThrow().getFileName().toString();
      assertTrue(name.matches("host-id\\.[0-9a-f]{12}"), name);
      assertFalse(raw.contains(name.substring(name.indexOf('.') + 1)), name);
    }
    assertEquals(MachineId.of(raw), MachineId.of(raw + "\n"));
  }

  @Test
  void refusesAFileWithOtherContents() throws IOException {
    Path file = Files.writeString(folder.resolve("id"), "../../etc\n");
    String message = assertThrows(IOException.class, () -> HostIdentity.of(file)).getMessage();
    assertTrue(message.contains(file.toString()) && message.contains("delete it"), message);
  }

  /** A resolver may know nothing of the host's name: that of a VM is often in no file. */
  @Test
  void beginsWithTheKernelsNameForTheHost() throws IOException, InterruptedException {
    Process uname = new ProcessBuilder("uname", "-n").start();
    String name = new String(uname.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, uname.waitFor());

    String label = name.replaceFirst("\\..*", "").replaceAll("[^A-Za-z0-9-]", "");

    assertTrue(HostIdentity.of(folder.resolve("id")).id().startsWith(label + "-"), name);
  }
}
