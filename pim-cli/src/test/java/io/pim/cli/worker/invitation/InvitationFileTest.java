package io.pim.cli.worker.invitation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.auth.module.UnixSystem;
import io.pim.cli.output.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PIM accepts an invitation only from a file that nobody else could have read or written. */
class InvitationFileTest {
  private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("join.yml");
    Files.writeString(
        file,
        InvitationYaml.text(
            new Invitation(
                "0.1.0",
                NOW.plusSeconds(60),
                "temporal.example:7233",
                "builds",
                Optional.empty(),
                Optional.empty(),
                InvitationYamlTest.SEAL_KEY,
                Map.of(),
                StoreAccess.NONE)));
    mode("rw-------");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static Set<Long> me() {
    return Set.of(new UnixSystem().getUid());
  }

  private String refused(InvitationFile reader, String name, Instant now) {
    CommandFailure failure =
        assertThrows(CommandFailure.class, () -> reader.read(name, folder, now));
    assertEquals(2, failure.complaint().exitStatus());
    return failure.complaint().what() + " " + failure.complaint().why();
  }

  @Test
  void readsAPrivateFile() throws IOException {
    assertEquals(
        "temporal.example:7233", new InvitationFile(me()).read("join.yml", folder, NOW).address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void refusesAFileThatOthersCouldUse(String mode) throws IOException {
    mode(mode);
    String said = refused(new InvitationFile(me()), "join.yml", NOW);
    assertTrue(said.contains("Other users can read or change"), said);
  }

  @Test
  void refusesAFileOfAnotherUser() {
    String said = refused(new InvitationFile(Set.of(4_000_000_000L)), "join.yml", NOW);
    assertTrue(said.contains("another user's"), said);
  }

  @Test
  void refusesALink() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.yml"), file);
    String said = refused(new InvitationFile(me()), "link.yml", NOW);
    assertTrue(said.contains("no invitation"), said);
  }

  @Test
  void refusesAnExpiredInvitation() {
    String said = refused(new InvitationFile(me()), "join.yml", NOW.plusSeconds(61));
    assertTrue(said.contains("expired"), said);
  }

  @Test
  void refusesALargeFile() throws IOException {
    Files.write(file, new byte[300 << 10]);
    String said = refused(new InvitationFile(me()), "join.yml", NOW);
    assertTrue(said.contains("larger than 256 KiB"), said);
  }
}
