package io.pim.model.secret;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.model.unit.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealerTest {
  private static final String SECRET = "d-i passwd/user-password password s3cret\n";

  @TempDir Path folder;
  private Path keyFile;
  private Sealer sealer;

  @BeforeEach
  void makeKey() throws IOException {
    keyFile = folder.resolve("new/seal.key");
    sealer = Sealer.withKeyFile(keyFile);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void opensBlobsOfAnotherProcessWithTheSameKeyFile() throws Exception {
    SealedBlob blob = sealer.seal(bytes(SECRET));
    assertArrayEquals(bytes(SECRET), Sealer.withKeyFile(keyFile).open(blob));
    assertFalse(blob.base64().contains(Base64.getEncoder().encodeToString(bytes("s3cret"))));
  }

  @Test
  void sealsTheSameTextDifferentlyEachTime() {
    assertNotEquals(sealer.seal(bytes(SECRET)), sealer.seal(bytes(SECRET)));
  }

  @Test
  void refusesChangedBlobsAndBlobsOfAnotherKey() throws Exception {
    SealedBlob blob = sealer.seal(bytes(SECRET));
    byte[] changed = Base64.getDecoder().decode(blob.base64());
    changed[changed.length - 1] ^= 1;
    Sealer other = Sealer.withKeyFile(folder.resolve("other.key"));
    assertThrows(
        SealBrokenException.class,
        () -> sealer.open(new SealedBlob(Base64.getEncoder().encodeToString(changed))));
    assertThrows(SealBrokenException.class, () -> other.open(blob));
    assertThrows(SealBrokenException.class, () -> sealer.open(new SealedBlob("AAAA")));
    assertThrows(SealBrokenException.class, () -> sealer.open(new SealedBlob("no base64!")));
  }

  @Test
  void refusesABlobBoundToAnotherPurpose() throws Exception {
    SealedBlob blob = sealer.seal(bytes(SECRET), "build 1");

    assertArrayEquals(bytes(SECRET), sealer.open(blob, "build 1"));
    for (String other : List.of("build 2", "")) {
      SealBrokenException broken =
          assertThrows(SealBrokenException.class, () -> sealer.open(blob, other));
      assertFalse(broken.needsOtherKey());
    }
    assertThrows(SealBrokenException.class, () -> sealer.open(blob));
    assertThrows(
        SealBrokenException.class, () -> sealer.open(sealer.seal(bytes(SECRET)), "build 1"));
  }

  @Test
  void namesTheMissingKeyAndTheExistingOne() throws Exception {
    Sealer other = Sealer.withKeyFile(folder.resolve("other.key"));
    SealedBlob blob = sealer.seal(bytes(SECRET));

    SealBrokenException broken = assertThrows(SealBrokenException.class, () -> other.open(blob));

    assertEquals(
        "sealed with key " + sealer.keyId() + ", and this is key " + other.keyId(),
        broken.getMessage());
    assertTrue(broken.needsOtherKey());
    assertEquals(Optional.of(sealer.keyId()), blob.keyId());
    assertTrue(sealer.keyId().matches("[0-9a-f]{8}"), sealer.keyId());
    assertEquals(sealer.keyId(), Sealer.withKeyFile(keyFile).keyId());
    assertNotEquals(sealer.keyId(), other.keyId());
  }

  /** Logins of layers, and renderings, from before keys had IDs. */
  @Test
  void opensBlobsFromBeforeKeysHadIds() throws Exception {
    String withId = sealer.seal(bytes(SECRET)).text();
    SealedBlob older = SealedBlob.of(withId.substring(withId.indexOf('.') + 1));

    assertEquals(Optional.empty(), older.keyId());
    assertArrayEquals(bytes(SECRET), sealer.open(older));
  }

  @Test
  void signsForOnePurposeAndOneKeyOnly() throws Exception {
    byte[] signature = sealer.signer("letters").sign(bytes("letter"));

    assertTrue(sealer.signer("letters").hasSigned(bytes("letter"), signature));
    assertFalse(sealer.signer("letters").hasSigned(bytes("other"), signature));
    assertFalse(sealer.signer("letters").hasSigned(bytes("letter"), new byte[0]));
    assertFalse(sealer.signer("cheques").hasSigned(bytes("letter"), signature));
    assertFalse(
        Sealer.withKeyFile(folder.resolve("other.key"))
            .signer("letters")
            .hasSigned(bytes("letter"), signature));
  }

  @Test
  void theKeyFileIsPrivate() throws IOException {
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)));
    assertEquals(32, Files.size(keyFile));
  }

  @Test
  void refusesAFileThatIsNotAKey() throws IOException {
    Files.writeString(keyFile, "short");
    String message =
        assertThrows(IOException.class, () -> Sealer.withKeyFile(keyFile)).getMessage();
    assertTrue(message.contains("5 bytes instead of 32"), message);
  }

  @Test
  void fingerprintsAreEqualOnlyForTheSameTextAndKey() throws IOException {
    Sha256 fingerprint = sealer.fingerprint(SECRET);
    assertEquals(fingerprint, Sealer.withKeyFile(keyFile).fingerprint(SECRET));
    assertNotEquals(fingerprint, sealer.fingerprint(SECRET + "\n"));
    assertNotEquals(
        fingerprint, Sealer.withKeyFile(folder.resolve("other.key")).fingerprint(SECRET));
    assertNotEquals(fingerprint, Sha256.ofText(SECRET));
  }
}
