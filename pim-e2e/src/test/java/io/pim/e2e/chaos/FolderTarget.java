package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of images. */
record FolderTarget(Path folder) implements LiveTarget {
  private static final String CURRENT = "current";
  private static final String IMAGE = "image.qcow2";

  static FolderTarget in(Path folder) throws IOException {
    return new FolderTarget(Files.createDirectories(folder));
  }

  @Override
  public List<String> fields() {
    return List.of("type: directory", "path: " + folder);
  }

  @Override
  public boolean hasPartOf(ChaosImage image) throws IOException {
    return HiddenParts.bytes(folder.resolve(DeployProof.LINE)) > image.data() / 4;
  }

  @Override
  public void require(DeployProof proof) throws IOException {
    DeployProof.requireNames(List.of(DeployProof.LINE), DeployProof.names(folder), folder);
    Path line = folder.resolve(DeployProof.LINE);
    List<String> names = new ArrayList<>(DeployProof.names(line));
    names.remove(CURRENT);
    proof.requireKept(names);
    assertEquals(proof.current(), Files.readSymbolicLink(line.resolve(CURRENT)).toString());
    for (String name : names) {
      Path deployment = line.resolve(name);
      DeployProof.requireNames(
          List.of("deployment.json", IMAGE), DeployProof.names(deployment), deployment);
      proof.requireImage(name, deployment.resolve(IMAGE));
    }
  }

  /** The host copies a file. */
  @Override
  public Optional<Long> sentTwice(DeployProof proof) {
    return Optional.empty();
  }
}
