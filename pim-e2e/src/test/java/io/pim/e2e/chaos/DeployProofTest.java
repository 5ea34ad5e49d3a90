package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.e2e.disk.Digest;
import io.pim.model.json.Json;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import io.pim.tools.utm.UtmMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The judges of deployments can fail. */
class DeployProofTest {
  private static final String OLD = "web-x86_64-to-any-20261127-101500";
  private static final String NEW = "web-x86_64-to-any-20261127-101600";
  private static final String OTHER = "web-x86_64-to-any-20261127-101700";

  @TempDir Path home;
  private DeployProof proof;
  private FolderTarget shelf;
  private UtmFolderTarget utm;
  private Path pool;

  @BeforeEach
  void deployTwice() throws IOException {
    proof = new DeployProof(new TreeMap<>(Map.of(OLD, image(OLD), NEW, image(NEW))));
    shelf = FolderTarget.in(home.resolve("shelf"));
    utm = UtmFolderTarget.in(home.resolve("utm"));
    pool = home.resolve("pool");
    for (String id : List.of(OLD, NEW)) {
      put(line().resolve(id).resolve("image.qcow2"), id);
      put(line().resolve(id).resolve("deployment.json"), "{}");
      put(machine(id).resolve("Data/disk.qcow2"), id);
      put(machine(id).resolve("config.plist"), configuration(id));
      put(pool.resolve(id + ".qcow2"), id);
      put(pool.resolve(id + ".json"), "{}");
    }
    put(pool.resolve(NEW + ".current"), "");
    link(NEW);
  }

  private Path machine(String id) {
    return utm.folder().resolve(UtmFolderTarget.machine(id));
  }

  private static String configuration(String id) {
    String file = UtmFolderTarget.machine(id);
    return new UtmMachine(
            file.substring(0, file.length() - ".utm".length()),
            UUID.randomUUID(),
            "",
            Architecture.X86_64,
            Firmware.BIOS,
            ByteSize.ofMebibytes(512),
            1,
            "Shared",
            "52:54:00:00:00:01",
            UUID.randomUUID(),
            Optional.empty())
        .configuration();
  }

  /** An image whose bytes are its ID. */
  private ChaosImage image(String id) throws IOException {
    String digest = Digest.of(put(home.resolve("image"), id));
    return new ChaosImage(id, id.length(), id.length(), digest, digest);
  }

  private Path line() {
    return shelf.folder().resolve(DeployProof.LINE);
  }

  private static Path put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void link(String to) throws IOException {
    link(line().resolve("current"), Path.of(to));
    link(utm.folder().resolve("web-x86_64.utm"), machine(to).getFileName());
  }

  private static void link(Path link, Path to) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, to);
  }

  private void assertFoldersFail() {
    assertFails(() -> shelf.require(proof));
    assertFails(() -> utm.require(proof));
    assertFails(() -> PoolTarget.requireFolder(pool, proof));
  }

  private static void assertFails(Executable judge) {
    assertThrows(AssertionError.class, judge);
  }

  private void judgeCluster(String report) throws IOException {
    ClusterTarget.requireReport(Json.mapper().readTree(report), proof);
  }

  private void judgeCloud(String report) throws IOException {
    CloudTarget.requireReport(Json.mapper().readTree(report), proof);
  }

  private String cluster() throws IOException {
    return """
    {"machines": [%s, %s], "waiting": [], "unused": [], "runningTasks": []}
    """
        .formatted(template(OLD, "web-x86-64-101500"), template(NEW, "web-x86-64"));
  }

  private String template(String id, String name) throws IOException {
    return """
    {"name": "%s", "notes": "- PIM deployment: %s\\n- VM: 100", "template": true, "lock": "",
     "disk": "%s"}\
    """
        .formatted(name, id, image(id).sha256());
  }

  private String cloud() throws IOException {
    return """
    {"images": [%s, %s], "snapshots": [%s, %s], "onTheWay": []}
    """
        .formatted(ami(OLD, ""), ami(NEW, DeployProof.LINE), snapshot(OLD), snapshot(NEW));
  }

  private static String ami(String id, String current) {
    return """
    {"state": "available", "deployment": "%s", "snapshot": "snap-%s", "current": "%s"}\
    """
        .formatted(id, id, current);
  }

  private String snapshot(String id) throws IOException {
    return """
    {"id": "snap-%s", "state": "completed", "deployment": "%s", "disk": "%s"}\
    """
        .formatted(id, id, image(id).disk());
  }

  @Test
  void passesCorrectTargets() throws Exception {
    shelf.require(proof);
    utm.require(proof);
    PoolTarget.requireFolder(pool, proof);
    judgeCluster(cluster());
    judgeCloud(cloud());
  }

  @Test
  void failsForTheBytesOfAnotherDeployment() throws Exception {
    put(line().resolve(NEW).resolve("image.qcow2"), OLD);
    put(machine(NEW).resolve("Data/disk.qcow2"), OLD);
    put(pool.resolve(NEW + ".qcow2"), OLD);
    assertFoldersFail();

    String digest = image(NEW).sha256();
    assertFails(() -> judgeCluster(cluster().replace(digest, image(OLD).sha256())));
    assertFails(() -> judgeCloud(cloud().replace(digest, image(OLD).sha256())));
  }

  @Test
  void failsForAnIncompleteDeployment() throws Exception {
    put(line().resolve("." + NEW + ".part/image.qcow2"), NEW);
    put(utm.folder().resolve("." + NEW + ".part/Data/disk.qcow2"), NEW);
    put(pool.resolve(OTHER + ".qcow2"), "");
    assertFoldersFail();

    for (String what : List.of("waiting", "unused", "runningTasks")) {
      String empty = "\"" + what + "\": []";
      assertFails(() -> judgeCluster(cluster().replace(empty, empty.replace("[]", "[\"x\"]"))));
    }
    assertFails(
        () -> judgeCluster(cluster().replaceFirst("\"lock\": \"\"", "\"lock\": \"create\"")));
    assertFails(() -> judgeCluster(cluster().replaceFirst("true", "false")));
    assertFails(() -> judgeCloud(cloud().replaceFirst("completed", "pending")));
    assertFails(() -> judgeCloud(cloud().replace("\"onTheWay\": []", "\"onTheWay\": [\"x\"]")));
    assertFails(() -> judgeCloud(cloud().replace(snapshot(OLD), snapshot(OLD) + "," + lost())));
  }

  private String lost() throws IOException {
    return snapshot(OLD).replace("snap-", "lost-");
  }

  @Test
  void failsForAFileBesideTheImage() throws Exception {
    put(line().resolve(NEW).resolve("image.raw"), "");
    assertFails(() -> shelf.require(proof));
  }

  @Test
  void failsForAMachineThatUtmWouldRefuse() throws Exception {
    put(machine(NEW).resolve("config.plist"), configuration(NEW).replace("Shared", "Other"));
    assertFails(() -> utm.require(proof));
  }

  @Test
  void failsForMoreDeploymentsThanConfigured() throws IOException {
    proof = new DeployProof(new TreeMap<>(Map.of(NEW, image(NEW))));

    assertFoldersFail();
    assertFails(() -> judgeCluster(cluster()));
    assertFails(() -> judgeCloud(cloud()));
  }

  @Test
  void failsIfTheNewestIsMissing() throws IOException {
    proof = new DeployProof(new TreeMap<>(Map.of(NEW, image(NEW), OTHER, image(OTHER))));

    assertFoldersFail();
    assertFails(() -> judgeCluster(cluster()));
    assertFails(() -> judgeCloud(cloud()));
  }

  @Test
  void failsForAnEmptyTarget() throws IOException {
    Path empty = Files.createDirectories(home.resolve("empty"));
    assertFails(() -> new FolderTarget(empty).require(proof));
    assertFails(() -> new UtmFolderTarget(empty).require(proof));
    assertFails(() -> PoolTarget.requireFolder(empty, proof));
    assertFails(
        () ->
            judgeCluster(
                "{\"machines\": [], \"waiting\": [], \"unused\": [], \"runningTasks\": []}"));
    assertFails(() -> judgeCloud("{\"images\": [], \"snapshots\": [], \"onTheWay\": []}"));
  }

  @Test
  void failsIfAnotherOneIsCurrent() throws Exception {
    link(OLD);
    Files.move(pool.resolve(NEW + ".current"), pool.resolve(OLD + ".current"));
    assertFoldersFail();

    assertFails(
        () ->
            judgeCluster(
                cluster()
                    .replace("\"web-x86-64\"", "\"web-x86-64-101600\"")
                    .replace("\"web-x86-64-101500\"", "\"web-x86-64\"")));
    assertFails(
        () ->
            judgeCloud(
                cloud()
                    .replace(ami(OLD, ""), ami(OLD, DeployProof.LINE))
                    .replace(ami(NEW, DeployProof.LINE), ami(NEW, ""))));
  }

  @Test
  void failsIfLessArrivedThanNeeded() {
    assertEquals(0, DeployProof.sentTwice(100, 100));
    assertEquals(30, DeployProof.sentTwice(130, 100));
    assertFails(() -> DeployProof.sentTwice(0, 100));
    assertFails(() -> DeployProof.sentTwice(0, 0));
  }

  @Test
  void namesEachCellOnce() {
    List<String> names = DeployCell.all().stream().map(DeployCell::name).toList();

    assertEquals(names.size(), names.stream().distinct().count());
    assertEquals(128, names.size(), "as docs/guides/chaos.md says");
  }
}
