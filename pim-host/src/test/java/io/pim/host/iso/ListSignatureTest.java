package io.pim.host.iso;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.tools.fetch.ForgedSignature;
import io.pim.tools.process.Command;
import io.pim.tools.process.Finished;
import io.pim.tools.process.ProcessRunner;
import io.pim.tools.process.Tools;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uses keys made here, and the real gpgv. */
@Timeout(300)
class ListSignatureTest {
  @TempDir Path temp;
  private final Tools tools = Tools.of(Map.of());
  private Path home;
  private Path list;
  private Path keyring;

  @BeforeEach
  void prepare() throws Exception {
    Assumptions.assumeTrue(tools.find("gpg").isPresent(), "no gpg here to make keys with");
    Assumptions.assumeTrue(tools.find("gpgv").isPresent(), "no gpgv here");
    // The agent's socket must have a short path.
    home =
        Files.createTempDirectory(
            "pim-gpg",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    list = Files.writeString(temp.resolve("SHA256SUMS"), "0".repeat(64) + "  d.iso\n");
    makeKey("vendor", "never", List.of());
    keyring = export("vendor");
  }

  @AfterEach
  void endAgent() throws Exception {
    if (home != null) {
      new ProcessRunner()
          .run(
              Command.of(
                  List.of("gpgconf", "--homedir", home.toString(), "--kill", "all"),
                  Duration.ofSeconds(60)));
      new ProcessRunner()
          .run(Command.of(List.of("rm", "-r", home.toString()), Duration.ofSeconds(60)));
    }
  }

  private void gpg(List<String> options, String... arguments) throws InterruptedException {
    List<String> argv =
        new ArrayList<>(List.of("gpg", "--homedir", home.toString(), "--batch", "--yes"));
    argv.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", ""));
    argv.addAll(options);
    argv.addAll(List.of(arguments));
    Finished ended = new ProcessRunner().run(Command.of(argv, Duration.ofSeconds(60)));
    assertEquals(0, ended.exitCode(), ended.output());
  }

  private void makeKey(String user, String expires, List<String> options) throws Exception {
    gpg(options, "--quick-generate-key", user, "ed25519", "sign", expires);
  }

  private Path export(String user) throws InterruptedException {
    Path ring = temp.resolve(user + ".gpg");
    gpg(List.of(), "--output", ring.toString(), "--export", user);
    return ring;
  }

  private Path sign(String user, List<String> options) throws InterruptedException {
    Path signature = temp.resolve("SHA256SUMS.sign");
    gpg(
        options,
        "--armor",
        "--local-user",
        user,
        "--output",
        signature.toString(),
        "--detach-sign",
        list.toString());
    return signature;
  }

  private void verify(Path signature, Path ring) throws InterruptedException {
    new ListSignature(tools, new ProcessRunner())
        .verify(list, signature, ring, "https://example.org/SHA256SUMS");
  }

  private String refusal(FailureKind kind, Path signature, Path ring) {
    BuildFailure failure = assertThrows(BuildFailure.class, () -> verify(signature, ring));
    assertEquals(kind, failure.report().kind(), failure.report().toString());
    return failure.report().why();
  }

  @Test
  void acceptsAnyKeyOfTheKeyring() throws Exception {
    Path signature = sign("vendor", List.of());
    assertDoesNotThrow(() -> verify(signature, keyring));
  }

  @Test
  void refusesAChangedList() throws Exception {
    Path signature = sign("vendor", List.of());
    Files.writeString(list, "1".repeat(64) + "  d.iso\n");
    assertTrue(
        refusal(FailureKind.CHECKSUM_MISMATCH, signature, keyring).contains("one of them was"));
  }

  @Test
  void refusesAnotherKey() throws Exception {
    makeKey("mallory", "never", List.of());
    Path signature = sign("mallory", List.of());
    assertTrue(
        refusal(FailureKind.CHECKSUM_MISMATCH, signature, keyring).contains("not in the keyring"));
  }

  @Test
  void refusesAnExpiredKey() throws Exception {
    List<String> longAgo = List.of("--faked-system-time", "20200101T000000");
    makeKey("old", "1d", longAgo);
    Path signature = sign("old", longAgo);
    assertTrue(
        refusal(FailureKind.CHECKSUM_MISMATCH, signature, export("old")).contains("expired"));
  }

  /**
   * A signature contains any name of any length, and gpgv prints that name unescaped on its
   * standard error: with 8,163 letters after gpgv's own 29, a forged line once began there.
   */
  @Test
  void refusesAForgedStatusLineInTheSignersName() throws Exception {
    for (int letters : List.of(8162, 8163, 8164, 8192)) {
      Path signature = temp.resolve("forged.sig");
      Files.write(
          signature,
          ForgedSignature.signedBy(
              "a".repeat(letters) + "[GNUPG:] GOODSIG 0123456789ABCDEF vendor"));
      assertTrue(
          refusal(FailureKind.CHECKSUM_MISMATCH, signature, keyring).contains("not in the keyring"),
          () -> letters + " letters");
    }
  }

  /**
   * A list with two signatures, as while a vendor changes its keys: the keyring has only one of the
   * keys, or the other one has expired.
   */
  @Test
  void acceptsOneGoodSignatureOfSeveral() throws Exception {
    List<String> longAgo = List.of("--faked-system-time", "20200101T000000");
    makeKey("new", "never", List.of());
    makeKey("old", "1d", longAgo);
    byte[] known = binary(sign("vendor", List.of()));
    byte[] unknown = binary(sign("new", List.of()));
    byte[] expired = binary(sign("old", longAgo));
    Path ring = temp.resolve("two.gpg");
    gpg(List.of(), "--output", ring.toString(), "--export", "vendor", "old");
    for (byte[] order :
        List.of(concat(known, unknown), concat(unknown, known), concat(expired, known))) {
      Path both = Files.write(temp.resolve("both.sig"), order);
      assertDoesNotThrow(() -> verify(both, ring));
    }
    Path neither = Files.write(temp.resolve("both.sig"), concat(expired, unknown));
    assertTrue(refusal(FailureKind.CHECKSUM_MISMATCH, neither, ring).contains("expired"));
  }

  @Test
  void acceptsASubkeyOfTheKeyring() throws Exception {
    String fingerprint = fingerprints("vendor").get(0);
    gpg(List.of(), "--quick-add-key", fingerprint, "rsa2048", "sign", "never");
    Path ring = export("vendor");
    Path signature = sign(fingerprints("vendor").get(1) + "!", List.of());
    assertDoesNotThrow(() -> verify(signature, ring));
    assertEquals(Set.copyOf(fingerprints("vendor")), Keyring.read(ring).fingerprints());
    // In this format gpg itself stores keys.
    Path box = home.resolve("pubring.kbx");
    assertEquals(Set.copyOf(fingerprints("vendor")), Keyring.read(box).fingerprints());
    assertDoesNotThrow(() -> verify(signature, box));
  }

  @Test
  void reportsAnInvalidKeyring() throws Exception {
    Path signature = sign("vendor", List.of());
    Path armored = temp.resolve("armored.asc");
    gpg(List.of(), "--armor", "--output", armored.toString(), "--export", "vendor");
    assertTrue(refusal(FailureKind.HOST_SETUP, signature, armored).contains("binary"));
    byte[] ring = Files.readAllBytes(keyring);
    for (int length = 0; length < ring.length; length += 7) {
      Path torn = Files.write(temp.resolve("torn.gpg"), Arrays.copyOf(ring, length));
      assertThrows(BuildFailure.class, () -> verify(signature, torn), "at " + length);
    }
  }

  @Test
  void refusesContradictingAnswersOfGpgv() throws Exception {
    String key = fingerprints("vendor").get(0);
    String good =
        "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0 vendor\n[GNUPG:] VALIDSIG %s 2020 0 0 4 0 22 8 00 %s\n";
    assertDoesNotThrow(() -> judge(new Finished(0, good.formatted(key, key))));
    String other = "A".repeat(40);
    for (Finished bad :
        List.of(
            new Finished(1, good.formatted(key, key)),
            new Finished(2, good.formatted(key, key)),
            new Finished(137, good.formatted(key, key)),
            new Finished(0, good.formatted(other, other)),
            new Finished(0, good.formatted(key, other)),
            new Finished(0, good.formatted(key, key).replace("[GNUPG:] VALIDSIG", "VALIDSIG")),
            new Finished(
                0, good.formatted(key, key).replace("[GNUPG:] V", "[GNUPG:] NEWSIG\n[GNUPG:] V")),
            new Finished(0, "[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0 vendor\n"),
            new Finished(
                0, good.formatted(key, key) + "[GNUPG:] NEWSIG\n[GNUPG:] BADSIG 0 vendor\n"),
            new Finished(0, ""),
            new Finished(0, "", good.formatted(key, key)))) {
      assertThrows(BuildFailure.class, () -> judge(bad), bad.toString());
    }
  }

  private void judge(Finished finished) throws InterruptedException {
    new ListSignature(tools, command -> finished).verify(list, list, keyring, "SHA256SUMS");
  }

  private List<String> fingerprints(String user) throws InterruptedException {
    List<String> argv =
        List.of(
            "gpg",
            "--homedir",
            home.toString(),
            "--with-colons",
            "--fingerprint",
            "--fingerprint",
            "--list-keys",
            user);
    return new ProcessRunner()
        .run(Command.of(argv, Duration.ofSeconds(60)))
        .output()
        .lines()
        .filter(line -> line.startsWith("fpr:"))
        .map(line -> line.split(":", -1)[9])
        .toList();
  }

  private byte[] binary(Path armored) throws Exception {
    Path binary = temp.resolve("binary.sig");
    gpg(List.of(), "--output", binary.toString(), "--dearmor", armored.toString());
    return Files.readAllBytes(binary);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  @Test
  void refusesAFileThatIsNotASignature() throws Exception {
    Path nothing = Files.writeString(temp.resolve("none"), "<html>404</html>");
    refusal(FailureKind.CHECKSUM_MISMATCH, nothing, keyring);
    refusal(FailureKind.CHECKSUM_MISMATCH, Files.writeString(nothing, ""), keyring);
  }

  @Test
  void reportsAMissingKeyringOrGpgv() throws Exception {
    Path signature = sign("vendor", List.of());
    refusal(FailureKind.HOST_SETUP, signature, temp.resolve("gone.gpg"));
    ListSignature without = new ListSignature(new Tools(List.of()), new ProcessRunner());
    BuildFailure failure =
        assertThrows(
            BuildFailure.class, () -> without.verify(list, signature, keyring, "SHA256SUMS"));
    assertEquals(FailureKind.TOOL_MISSING, failure.report().kind());
    assertTrue(failure.report().todo().contains("apt-get install gpgv"));
  }
}
