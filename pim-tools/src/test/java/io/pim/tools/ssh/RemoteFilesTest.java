package io.pim.tools.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names of files, and logins, on OpenSSH's own server. */
@Timeout(180)
class RemoteFilesTest extends RemoteCase {
  private BuildFailure refused(HostAccess access) {
    BuildFailure refused =
        assertThrows(BuildFailure.class, () -> RemoteHost.connect(access, Guests.LIMITS).close());
    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    return refused;
  }

  @Test
  void acceptsOnlyTheConfiguredHostKey() throws Exception {
    start(true);
    connected(files -> assertTrue(files.isFolder(there.toString())));

    String other = SshKeyPair.at(temp.resolve("other")).publicKeyLine("");
    BuildFailure refused = refused(access(Optional.of(server.key()), Optional.of(other)));

    assertEquals("The SSH host key differs from the known one.", refused.report().what());
    assertTrue(refused.report().why().contains(server.hostKey()), refused.report().why());
  }

  @Test
  void asksKnownHostsWhereNoHostKeyIsConfigured() throws Exception {
    start(true);
    HostAccess access = access(Optional.of(server.key()), Optional.empty());
    assertEquals("The SSH host key is not known.", refused(access).report().what());
    Path known = Files.createDirectories(home.resolve(".ssh")).resolve("known_hosts");
    String line = "[127.0.0.1]:" + server.port() + " " + server.hostKey() + "\n";
    Files.writeString(known, line);

    RemoteHost.connect(access, Guests.LIMITS).close();

    Files.writeString(known, line + "@revoked * " + server.hostKey() + "\n");
    assertEquals("The SSH host key is revoked.", refused(access).report().what());
    String other = SshKeyPair.at(temp.resolve("other")).publicKeyLine("");
    Files.writeString(known, "[127.0.0.1]:" + server.port() + " " + other + "\n");
    assertEquals("The SSH host key differs from the known one.", refused(access).report().what());
  }

  @Test
  void explainsAFailedLogin() throws Exception {
    start(true);
    Optional<String> hostKey = Optional.of(server.hostKey());
    Path other = SshKeyPair.at(temp.resolve("other")).file();

    assertEquals(
        "The SSH login was refused.", refused(access(Optional.of(other), hostKey)).report().what());
    BuildFailure missing = refused(access(Optional.of(temp.resolve("none")), hostKey));
    assertTrue(missing.report().why().contains(temp.resolve("none").toString()));
    assertEquals(
        "There is no SSH key to log in with.",
        refused(access(Optional.empty(), hostKey)).report().what());
    server.close();
    BuildFailure gone =
        assertThrows(
            BuildFailure.class,
            () ->
                RemoteHost.connect(access(Optional.of(server.key()), hostKey), Guests.LIMITS)
                    .close());
    assertEquals(FailureKind.TARGET_UNREACHABLE, gone.report().kind());
  }

  @Test
  void usesTheKeyInTheUsersOwnFolder() throws Exception {
    start(true);
    Files.copy(server.key(), Files.createDirectories(home.resolve(".ssh")).resolve("id_ed25519"));

    RemoteHost.connect(access(Optional.empty(), Optional.of(server.hostKey())), Guests.LIMITS)
        .close();
  }

  @Test
  void replacesLinksAndFilesInOneAct() throws Exception {
    start(true);
    String link = there + "/current";
    connected(
        files -> {
          assertTrue(files.canReplace());
          files.makeLink(there + "/next", "a");
          files.move(there + "/next", link);
          files.makeLink(there + "/next", "b");
          files.move(there + "/next", link);
          assertEquals("b", files.readLink(link));
          assertEquals(
              RemoteFiles.Kind.LINK, files.look(link).orElseThrow().kind(), "not followed");
          files.contents().write(there + "/text", "one".getBytes(UTF_8));
          files.contents().write(there + "/text", "two".getBytes(UTF_8));
          assertEquals("two", new String(files.contents().read(there + "/text", 10), UTF_8));
          assertThrows(IOException.class, () -> files.contents().read(there + "/text", 2));
          assertEquals(
              List.of("current", "text"), files.names(there.toString()).stream().sorted().toList());
        });
    assertEquals("b", Files.readSymbolicLink(Path.of(link)).toString());
  }

  @Test
  void removesTreesAndFollowsNoLink() throws Exception {
    start(true);
    Path precious = Files.writeString(temp.resolve("precious"), "x");
    connected(
        files -> {
          files.makeFolders(there + "/a/b/c");
          files.contents().write(there + "/a/b/file", new byte[3]);
          files.makeLink(there + "/a/out", temp.toString());
          files.deleteIfEmpty(there + "/a");
          assertTrue(files.delete(there + "/a"));
          assertFalse(files.delete(there + "/a"));
          assertEquals(List.of(), files.names(there + "/a"));
          assertThrows(NoSuchFileException.class, () -> files.contents().read(there + "/a", 1));
          assertTrue(files.free(there.toString()).orElseThrow() > 0);
        });
    assertTrue(Files.exists(precious));
    assertTrue(Files.exists(there));
  }

  @Test
  void saysThatTheConnectionWasLost() throws Exception {
    start(true);
    connected(
        files -> {
          server.dropConnections();
          IOException lost = assertThrows(IOException.class, () -> files.look(there.toString()));
          assertTrue(lost.getMessage().contains("the connection was lost"), lost.getMessage());
        });
  }

  /** Every word stays one word, unchanged. */
  @Test
  void aCommandsWordsReachItAsTheyAre() throws Exception {
    start(true);
    List<String> words =
        List.of(
            "it's",
            "$(touch harm)",
            "`id`",
            "a b",
            "-n",
            "",
            "\\",
            "\"*\"",
            "x;y|z&",
            "\u00fc",
            "!!");
    String all = "for word in \"$@\"; do printf '<%s>' \"$word\"; done; echo no >&2; exit 3";
    HostAccess access = access(Optional.of(server.key()), Optional.of(server.hostKey()));
    try (RemoteHost host = RemoteHost.connect(access, Guests.LIMITS)) {
      CommandResult result = host.run(RemoteCommand.script(all, words), Duration.ofSeconds(60));
      assertEquals("<" + String.join("><", words) + ">", result.stdout());
      assertEquals("no\n", result.stderr());
      assertEquals(3, result.status().code());
    }
  }

  @Test
  void aUserWithoutAShellIsNamed() throws Exception {
    start(false);
    HostAccess access = access(Optional.of(server.key()), Optional.of(server.hostKey()));
    try (RemoteHost host = RemoteHost.connect(access, Guests.LIMITS)) {
      BuildFailure failure =
          assertThrows(
              BuildFailure.class,
              () -> host.run(RemoteCommand.of("uname", "-n"), Duration.ofSeconds(60)));
      assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    }
  }
}
