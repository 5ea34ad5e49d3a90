package io.pim.host.deploy.directory;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pim.host.deploy.TargetDeployment;
import io.pim.host.deploy.TestDeployments;
import io.pim.model.deploy.DeploySecrets;
import io.pim.model.deploy.DeployStep;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.DeploymentEntry;
import io.pim.model.target.TargetSettings;
import io.pim.model.unit.Sha256;
import io.pim.workflows.message.DeployRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder as a target. */
abstract class DirectoryFixture {
  @TempDir Path home;
  TestDeployments deployments;
  Path line;

  @BeforeEach
  void open() throws IOException {
    deployments = new TestDeployments(home);
    Files.createDirectories(deployments.target());
    line = deployments.target().resolve("web-x86_64");
  }

  /** Every name on the target with what is in it. */
  Map<String, String> tree() throws IOException {
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

  String current() throws IOException {
    return Files.readSymbolicLink(line.resolve("current")).toString();
  }

  List<DeploymentId> there() throws IOException, InterruptedException {
    return inventory().stream().map(TargetDeployment::id).sorted(Ids.BY_TEXT).toList();
  }

  List<TargetDeployment> inventory() throws IOException, InterruptedException {
    return deployments
        .drivers()
        .open("shelf", TargetSettings.read("shelf", deployments.settings()), DeploySecrets.NONE)
        .inventory();
  }

  static final class Ids {
    static final Comparator<DeploymentId> BY_TEXT = Comparator.comparing(DeploymentId::text);
  }

  Map<DeploymentId, DeploymentEntry.State> registered() throws IOException {
    return deployments.registry().list().stream()
        .collect(Collectors.toMap(DeploymentEntry::id, DeploymentEntry::state));
  }

  BuildFailure failure(DeployRequest request, DeployStep step) throws IOException {
    deployments.life().open(request, TestDeployments.SERVICE);
    return assertThrows(BuildFailure.class, () -> deployments.run(request.id(), step));
  }

  void runUntil(DeployRequest request, DeployStep last) throws Exception {
    deployments.life().open(request, TestDeployments.SERVICE);
    for (DeployStep step : request.plan().steps()) {
      if (step.compareTo(last) <= 0) {
        deployments.run(request.id(), step);
      }
    }
  }
}
