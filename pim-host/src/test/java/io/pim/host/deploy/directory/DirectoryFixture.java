package io.pim.host.deploy.directory;

import io.pim.host.deploy.TestDeployments;
import io.pim.model.files.DeploymentId;
import io.pim.model.registry.DeploymentEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
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

  String current() throws IOException {
    return Files.readSymbolicLink(line.resolve("current")).toString();
  }

  Map<DeploymentId, DeploymentEntry.State> registered() throws IOException {
    return deployments.registry().list().stream()
        .collect(Collectors.toMap(DeploymentEntry::id, DeploymentEntry::state));
  }
}
