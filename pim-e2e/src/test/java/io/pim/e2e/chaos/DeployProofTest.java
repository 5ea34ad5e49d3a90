package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.e2e.disk.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judges of deployments can fail. */
class DeployProofTest {
  private static final String OLD = "web-x86_64-to-utm-20261127-101500";
  private static final String NEW = "web-x86_64-to-utm-20261127-101600";

  @TempDir Path home;
  private DeployProof proof;
  private FolderTarget shelf;
  private UtmFolderTarget utm;

  @BeforeEach
  void deployTwice() throws IOException {
    Path image = Files.writeString(home.resolve("image"), "image");
    proof = new DeployProof(Digest.of(image), "", 2);
    shelf = FolderTarget.in(home.resolve("shelf"));
    utm = UtmFolderTarget.in(home.resolve("utm"));
    for (String id : List.of(OLD, NEW)) {
      put(line().resolve(id).resolve("image.qcow2"), "image");
      put(machine(id).resolve("Data/disk.qcow2"), "image");
    }
    link(line().resolve("current"), Path.of(NEW));
    link(utm.folder().resolve("web-x86_64.utm"), machine(NEW).getFileName());
  }

  private Path line() {
    return shelf.folder().resolve(DeployProof.LINE);
  }

  private Path machine(String id) {
    return utm.folder().resolve("web-x86_64" + id.substring("web-x86_64-to-utm".length()) + ".utm");
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void link(Path link, Path to) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, to);
  }

  private void assertBothFail() {
    assertThrows(AssertionError.class, () -> shelf.require(NEW, proof));
    assertThrows(AssertionError.class, () -> utm.require(NEW, proof));
  }

  @Test
  void passesTargetsThatAreAsTheyShouldBe() throws Exception {
    shelf.require(NEW, proof);
    utm.require(NEW, proof);
  }

  @Test
  void failsForOtherBytes() throws Exception {
    put(line().resolve(OLD).resolve("image.qcow2"), "imagE");
    put(machine(OLD).resolve("Data/disk.qcow2"), "imagE");

    assertBothFail();
  }

  @Test
  void failsForAnythingHalfMade() throws Exception {
    put(line().resolve("." + NEW + ".part/image.qcow2"), "image");
    put(utm.folder().resolve("." + NEW + ".part/Data/disk.qcow2"), "image");
    proof = new DeployProof(proof.image(), "", 3);

    assertBothFail();
  }

  @Test
  void failsForMoreThanAreToBeKept() {
    proof = new DeployProof(proof.image(), "", 1);

    assertBothFail();
  }

  @Test
  void failsWhereAnotherOneIsCurrent() throws Exception {
    link(line().resolve("current"), Path.of(OLD));
    link(utm.folder().resolve("web-x86_64.utm"), machine(OLD).getFileName());

    assertBothFail();
  }

  @Test
  void namesEachCellOnce() {
    List<String> names = DeployCell.all().stream().map(DeployCell::name).toList();

    assertEquals(names.size(), names.stream().distinct().count());
    assertEquals(124, names.size(), "as docs/guides/chaos.md says");
  }
}
