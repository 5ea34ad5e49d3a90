package io.pim.host.deploy.directory;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.files.DeploymentId;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.target.TargetSettings;
import io.pim.model.unit.Sha256;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder as a target: each step from each state that a killed worker may leave. */
class DirectoryDriverTest {
  @TempDir Path home;
  private TestDeployments deployments;
  private Path line;

  @BeforeEach
  void open() throws IOException {
    deployments = new TestDeployments(home);
    Files.createDirectories(deployments.target());
    line = deployments.target().resolve("web-x86_64");
  }

  /** Every name on the target with what is in it. */
  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(deployments.target())) {
      for (Path file : files.toList()) {
        String name = deployments.target().relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
          tree.put(name, "-> " + Files.readSymbolicLink(file));
        } else {
          tree.put(name, Files.isDirectory(file) ? "folder" : Sha256.ofFile(file).hex());
        }
      }
    }
    return tree;
  }

  private String current() throws IOException {
    return Files.readSymbolicLink(line.resolve("current")).toString();
  }

  private List<DeploymentId> there() throws IOException, InterruptedException {
    return inventory().stream().map(TargetDeployment::id).sorted(Ids.BY_TEXT).toList();
  }

  private List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return deployments
        .drivers()
        .open("shelf", TargetSettings.read("shelf", deployments.settings()), DeploySecrets.NONE)
        .inventory();
  }

  private static final class Ids {
    static final Comparator<DeploymentId> BY_TEXT = Comparator.comparing(DeploymentId::text);
  }

  private Map<DeploymentId, DeploymentEntry.State> registered() throws IOException {
    return deployments.registry().list().stream()
        .collect(Collectors.toMap(DeploymentEntry::id, DeploymentEntry::state));
  }

  private BuildFailure failure(DeployRequest request, DeployStep step) throws IOException {
    deployments.life().open(request, TestDeployments.SERVICE);
    return assertThrows(BuildFailure.class, () -> deployments.run(request.id(), step));
  }

  @Test
  void putsTheVeryImageThereWithAllThatBelongsToIt() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);

    deployments.runAll(request);

    assertEquals(id(1).text(), current());
    Path there = line.resolve("current");
    Path image = deployments.folders().image(request.plan().image().name());
    assertArrayEquals(Files.readAllBytes(image), Files.readAllBytes(there.resolve("image.qcow2")));
    assertEquals("variables 1", Files.readString(there.resolve("uefi-vars.fd")));
    JsonNode description = Json.read(there.resolve("deployment.json"), JsonNode.class);
    assertEquals(id(1).text(), description.get("deployment").asText());
    assertEquals(request.plan().image().sha256().hex(), description.get("sha256").asText());
    assertEquals(request.plan().image().buildId().text(), description.get("build").asText());
    DeploymentEntry entry = deployments.registry().find(id(1)).orElseThrow();
    assertEquals(line.resolve(id(1).text()).resolve("image.qcow2").toString(), entry.place());
    assertEquals(Optional.empty(), entry.previous());
    assertTrue(entry.isCurrent());
    assertEquals(
        List.of(
            new TargetDeployment(
                id(1),
                entry.place(),
                request.plan().image().name(),
                Optional.of(request.plan().image().sha256()),
                TargetDeployment.State.CURRENT)),
        inventory());
    assertEquals(7, tree().size(), "and nothing else: " + tree());
  }

  @Test
  void theNextOneReplacesItAndKeepsIt() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));

    deployments.runAll(deployments.deploy(2, 3));

    assertEquals(id(2).text(), current());
    assertEquals(List.of(id(1), id(2)), there());
    assertEquals(
        Map.of(id(1), DeploymentEntry.State.KEPT, id(2), DeploymentEntry.State.CURRENT),
        registered());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  @Test
  void onlyAsManyStayAsWanted() throws Exception {
    for (int day = 1; day <= 4; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }

    assertEquals(List.of(id(3), id(4)), there());
    assertEquals(2, registered().size());
  }

  @Test
  void rollsBackAndTheCurrentOneIsNeverRemoved() throws Exception {
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 3));
    }

    deployments.runAll(deployments.rollback(4, 1));

    assertEquals(id(1).text(), current());
    assertEquals(DeploymentEntry.State.CURRENT, registered().get(id(1)));
    assertEquals(3, registered().size());
    deployments.runAll(deployments.remove(5, 1));
    assertEquals(List.of(id(1)), there(), "the newest ones went");
    assertEquals(Map.of(id(1), DeploymentEntry.State.CURRENT), registered());
  }

  @Test
  void aRollbackToWhatIsGoneIsRefused() throws Exception {
    deployments.runAll(deployments.deploy(2, 3));

    BuildFailure refused = failure(deployments.rollback(3, 1), DeployStep.SWITCH);

    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    assertEquals(id(2).text(), current());
  }

  @Test
  void removesAllWhenNoneIsKept() throws Exception {
    Files.writeString(deployments.target().resolve("README"), "not PIM's");
    Map<String, String> before = tree();
    deployments.runAll(deployments.deploy(1, 3));
    deployments.runAll(deployments.deploy(2, 3));

    deployments.runAll(deployments.remove(3, 0));

    assertEquals(before, tree());
    assertEquals(Map.of(), registered());
  }

  /** Also each step twice, as after a worker that was killed before it could answer. */
  @Test
  void eachStepMayRunAgain() throws Exception {
    deployments.runAll(deployments.deploy(1, 1));
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.life().open(request, TestDeployments.SERVICE);
      deployments.run(request.id(), step);
    }

    assertEquals(id(2).text(), current());
    assertEquals(List.of(id(2)), there());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  /** Whatever a killed worker left of the upload, the image is whole in the end. */
  @ParameterizedTest
  @ValueSource(strings = {"half", "changed", "empty", "no facts", "no file", "no folder"})
  void anUploadThatWasCutOffIsMadeWhole(String state) throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    deployments.run(id(1), DeployStep.UPLOAD);
    Path part = line.resolve("." + id(1) + ".part");
    Path file = part.resolve("image.qcow2");
    byte[] whole = Files.readAllBytes(file);
    Path facts = deployments.folders().deployment(id(1)).facts("upload");
    switch (state) {
      case "half" -> Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      case "changed" -> {
        byte[] other = whole.clone();
        other[100_000] ^= 1;
        Files.write(file, other);
      }
      case "empty" -> Files.write(file, new byte[0]);
      case "no facts" -> Files.delete(facts);
      case "no file" -> Files.delete(file);
      case "no folder" -> {
        Files.delete(file);
        Files.delete(part);
      }
      default -> throw new IllegalArgumentException(state);
    }

    deployments.run(id(1), DeployStep.UPLOAD);
    deployments.run(id(1), DeployStep.CREATE);

    assertArrayEquals(whole, Files.readAllBytes(line.resolve(id(1).text()).resolve("image.qcow2")));
  }

  /** Users get the old one or the new one, whatever the worker was at. */
  @Test
  void aSwitchThatWasCutOffIsDone() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    DeployRequest request = deployments.deploy(2, 3);
    deployments.life().open(request, TestDeployments.SERVICE);
    deployments.run(id(2), DeployStep.CREATE);
    Files.createSymbolicLink(line.resolve("." + id(2) + ".link"), Path.of("nowhere"));

    DeployNote note = deployments.run(id(2), DeployStep.SWITCH);

    assertEquals(id(2).text(), current());
    assertEquals(Optional.of(id(1).text()), note.previous());
    assertFalse(Files.exists(line.resolve("." + id(2) + ".link"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aRemovalThatWasCutOffIsDone() throws Exception {
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 3));
    }
    Path gone = line.resolve("." + id(1) + ".gone");
    Files.move(line.resolve(id(1).text()), gone);
    Files.delete(gone.resolve("image.qcow2"));

    deployments.runAll(deployments.deploy(4, 2));

    assertEquals(List.of(id(3), id(4)), there());
    assertFalse(Files.exists(gone));
  }

  /** All steps up to each one. */
  static Stream<DeployStep> untilRecorded() {
    return Stream.of(
        DeployStep.RESOLVE,
        DeployStep.CHECK,
        DeployStep.UPLOAD,
        DeployStep.CREATE,
        DeployStep.SWITCH,
        DeployStep.RECORD);
  }

  @ParameterizedTest
  @MethodSource("untilRecorded")
  void undoLeavesEverythingAsItWas(DeployStep last) throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = tree();
    Map<DeploymentId, DeploymentEntry.State> registeredBefore = registered();
    runUntil(deployments.deploy(2, 3), last);

    DeployNote undone = deployments.undo(id(2));

    assertEquals(before, tree());
    assertEquals(registeredBefore, registered());
    boolean made = last.compareTo(DeployStep.UPLOAD) >= 0;
    assertEquals(made, undone.removed().contains("removed deployment " + id(2)), "" + undone);
    assertEquals(List.of(), deployments.undo(id(2)).removed(), "once more");
    assertEquals(before, tree());
  }

  @ParameterizedTest
  @MethodSource("untilRecorded")
  void theFirstOneUndoneLeavesNothing(DeployStep last) throws Exception {
    Map<String, String> before = tree();
    runUntil(deployments.deploy(1, 3), last);

    deployments.undo(id(1));

    assertEquals(before, tree());
    assertEquals(Map.of(), registered());
  }

  /** As when the state folder was lost. */
  @Test
  void isUndoneWithoutAnyMemory() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    Map<String, String> before = tree();
    DeployRequest request = deployments.deploy(2, 3);
    runUntil(request, DeployStep.SWITCH);
    deployments.life().close(request.id());
    deployments.life().open(request, TestDeployments.SERVICE);

    deployments.undo(id(2));

    assertEquals(before, tree());
  }

  @Test
  void anUndoneRollbackIsSwitchedForwardAgain() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));
    deployments.runAll(deployments.deploy(2, 3));
    Map<String, String> before = tree();
    Map<DeploymentId, DeploymentEntry.State> registeredBefore = registered();
    runUntil(deployments.rollback(3, 1), DeployStep.RECORD);
    assertEquals(id(1).text(), current());

    deployments.undo(id(3));

    assertEquals(before, tree());
    assertEquals(registeredBefore, registered());
  }

  private void runUntil(DeployRequest request, DeployStep last) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        deployments.run(request.id(), step);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void theCheckFindsWhatIsInTheWay(Obstacle obstacle) throws Exception {
    obstacle.put(deployments.target());
    Map<String, String> before = Files.exists(deployments.target()) ? tree() : Map.of();

    BuildFailure failure = failure(deployments.deploy(1, 3), DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains(obstacle.words), failure.report().toString());
    assertFalse(failure.report().todo().isEmpty());
    assertEquals(before, Files.exists(deployments.target()) ? tree() : Map.of());
  }

  private enum Obstacle {
    NO_FOLDER("is not there") {
      @Override
      void put(Path target) throws IOException {
        Files.delete(target);
      }
    },
    FILE_OF_THE_NAME("is no folder") {
      @Override
      void put(Path target) throws IOException {
        Files.writeString(target.resolve("web-x86_64"), "somebody's");
      }
    },
    SOMEBODYS_LINK("PIM did not make it") {
      @Override
      void put(Path target) throws IOException {
        Path line = Files.createDirectories(target.resolve("web-x86_64"));
        Files.createSymbolicLink(line.resolve("current"), Path.of("mine"));
      }
    },
    LINK_OF_ANOTHER_PROFILE("of another kind") {
      @Override
      void put(Path target) throws IOException {
        Path line = Files.createDirectories(target.resolve("web-x86_64"));
        Files.createSymbolicLink(
            line.resolve("current"), Path.of("mail-x86_64-to-shelf-20261101-100000"));
      }
    };

    private final String words;

    Obstacle(String words) {
      this.words = words;
    }

    abstract void put(Path target) throws IOException;
  }

  @Test
  void aDamagedImageIsNotDeployed() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    Path image = deployments.folders().image(request.plan().image().name());
    byte[] bytes = Files.readAllBytes(image);
    bytes[200_000] ^= 1;
    Files.write(image, bytes);

    assertEquals(
        FailureKind.CHECKSUM_MISMATCH, failure(request, DeployStep.RESOLVE).report().kind());
    // Also where it was damaged after the look at it.
    assertEquals(FailureKind.TARGET_FAILED, failure(request, DeployStep.UPLOAD).report().kind());
  }

  @Test
  void noSecretIsInTheLog() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));

    String log = Files.readString(deployments.folders().deployment(id(1)).log());

    assertTrue(log.contains("[switch] "), log);
    assertFalse(log.contains(TestDeployments.SECRET), log);
  }
}
