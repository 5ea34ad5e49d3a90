package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of images. */
record FolderTarget(Path folder) implements LiveTarget {
  private static final String CURRENT = "current";

  static FolderTarget in(Path folder) throws IOException {
    return new FolderTarget(Files.createDirectories(folder));
  }

  @Override
  public List<String> fields() {
    return List.of("type: directory", "path: " + folder);
  }

  @Override
  public void require(String id, DeployProof proof) throws IOException {
    Path line = folder.resolve(DeployProof.LINE);
    List<String> names = DeployProof.names(line);
    assertTrue(names.contains(id) && names.contains(CURRENT), names::toString);
    proof.requireKept(names.stream().filter(name -> !name.equals(CURRENT)).toList());
    assertTrue(names.stream().noneMatch(name -> name.startsWith(".")), names::toString);
    assertEquals(id, Files.readSymbolicLink(line.resolve(CURRENT)).toString());
    for (String name : names) {
      proof.requireImage(line.resolve(name).resolve("image.qcow2"));
    }
  }
}
