package io.pim.host.deploy.directory;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import io.pim.model.json.Json;
import io.pim.model.registry.DeploymentEntry;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deployments to a folder, their order, and their obstacles. */
class DirectoryDriverTest extends DirectoryFixture {
  @Test
  void copiesTheImageWithItsVariablesAndDescription() throws Exception {
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
        deployments.inventory());
    assertEquals(7, deployments.tree().size(), "and nothing else: " + deployments.tree());
  }

  @Test
  void replacesThePreviousDeploymentAndKeepsIt() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));

    deployments.runAll(deployments.deploy(2, 3));

    assertEquals(id(2).text(), current());
    assertEquals(List.of(id(1), id(2)), deployments.there());
    assertEquals(
        Map.of(id(1), DeploymentEntry.State.KEPT, id(2), DeploymentEntry.State.CURRENT),
        registered());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  @Test
  void keepsAsManyAsThePlanRequires() throws Exception {
    for (int day = 1; day <= 4; day++) {
      deployments.runAll(deployments.deploy(day, 2));
    }

    assertEquals(List.of(id(3), id(4)), deployments.there());
    assertEquals(2, registered().size());
  }

  @Test
  void rollsBackAndNeverRemovesTheCurrentOne() throws Exception {
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 3));
    }

    deployments.runAll(deployments.rollback(4, 1));

    assertEquals(id(1).text(), current());
    assertEquals(DeploymentEntry.State.CURRENT, registered().get(id(1)));
    assertEquals(3, registered().size());
    deployments.runAll(deployments.remove(5, 1));
    assertEquals(List.of(id(1)), deployments.there(), "the newer ones are removed");
    assertEquals(Map.of(id(1), DeploymentEntry.State.CURRENT), registered());
  }

  @Test
  void refusesARollbackToAMissingDeployment() throws Exception {
    deployments.runAll(deployments.deploy(2, 3));

    BuildFailure refused = deployments.failure(deployments.rollback(3, 1), DeployStep.SWITCH);

    assertEquals(FailureKind.TARGET_REFUSED, refused.report().kind());
    assertEquals(id(2).text(), current());
  }

  @Test
  void removesAllWhenNoneIsKept() throws Exception {
    Files.writeString(deployments.target().resolve("README"), "not PIM's");
    Map<String, String> before = deployments.tree();
    deployments.runAll(deployments.deploy(1, 3));
    deployments.runAll(deployments.deploy(2, 3));

    deployments.runAll(deployments.remove(3, 0));

    assertEquals(before, deployments.tree());
    assertEquals(Map.of(), registered());
  }

  @ParameterizedTest
  @EnumSource(Obstacle.class)
  void reportsEachObstacle(Obstacle obstacle) throws Exception {
    obstacle.put(deployments.target());
    Map<String, String> before = Files.exists(deployments.target()) ? deployments.tree() : Map.of();

    BuildFailure failure = deployments.failure(deployments.deploy(1, 3), DeployStep.CHECK);

    assertEquals(FailureKind.TARGET_REFUSED, failure.report().kind());
    assertTrue(failure.report().why().contains(obstacle.words), failure.report().toString());
    assertFalse(failure.report().todo().isEmpty());
    assertEquals(before, Files.exists(deployments.target()) ? deployments.tree() : Map.of());
  }

  private enum Obstacle {
    NO_FOLDER("does not exist") {
      @Override
      void put(Path target) throws IOException {
        Files.delete(target);
      }
    },
    FILE_OF_THE_NAME("is not a folder") {
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
  void refusesADamagedImage() throws Exception {
    DeployRequest request = deployments.deploy(1, 3);
    Path image = deployments.folders().image(request.plan().image().name());
    byte[] bytes = Files.readAllBytes(image);
    bytes[200_000] ^= 1;
    Files.write(image, bytes);

    assertEquals(
        FailureKind.CHECKSUM_MISMATCH,
        deployments.failure(request, DeployStep.RESOLVE).report().kind());
    // Even if it was damaged after the check.
    assertEquals(
        FailureKind.TARGET_FAILED, deployments.failure(request, DeployStep.UPLOAD).report().kind());
  }

  @Test
  void keepsSecretsOutOfTheLog() throws Exception {
    deployments.runAll(deployments.deploy(1, 3));

    String log = Files.readString(deployments.folders().deployment(id(1)).log());

    assertTrue(log.contains("[switch] "), log);
    assertFalse(log.contains(TestDeployments.SECRET), log);
  }
}
