package io.pim.host.deploy.directory;

import static io.pim.host.deploy.TestDeployments.id;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeployStep;
import io.pim.workflows.activity.DeployNote;
import io.pim.workflows.message.DeployRequest;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs each step from each state that a killed worker may leave. */
class DirectoryKillTest extends DirectoryFixture {
  /** Each step runs twice, as after a worker that was killed before it could answer. */
  @Test
  void runsEachStepTwice() throws Exception {
    deployments.runAll(deployments.deploy(1, 1));
    DeployRequest request = deployments.deploy(2, 1);
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      deployments.run(request.id(), step);
      deployments.life().open(request, TestDeployments.SERVICE);
      deployments.run(request.id(), step);
    }

    assertEquals(id(2).text(), current());
    assertEquals(List.of(id(2)), deployments.there());
    assertEquals(Optional.of(id(1)), deployments.registry().find(id(2)).orElseThrow().previous());
  }

  /** Whatever part of the upload a killed worker left, the image is complete at the end. */
  @ParameterizedTest
  @ValueSource(strings = {"half", "changed", "empty", "no facts", "no file", "no folder"})
  void completesAnInterruptedUpload(String state) throws Exception {
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

  /** Users get the old image or the new one, wherever the worker was killed. */
  @Test
  void completesAnInterruptedSwitch() throws Exception {
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
  void completesAnInterruptedRemoval() throws Exception {
    for (int day = 1; day <= 3; day++) {
      deployments.runAll(deployments.deploy(day, 3));
    }
    Path gone = line.resolve("." + id(1) + ".gone");
    Files.move(line.resolve(id(1).text()), gone);
    Files.delete(gone.resolve("image.qcow2"));

    deployments.runAll(deployments.deploy(4, 2));

    assertEquals(List.of(id(3), id(4)), deployments.there());
    assertFalse(Files.exists(gone));
  }
}
