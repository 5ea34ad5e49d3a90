package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A folder of machines for UTM, which read the image as it is. */
record UtmFolderTarget(Path folder) implements LiveTarget {
  private static final String CURRENT = DeployProof.LINE + ".utm";

  static UtmFolderTarget in(Path folder) throws IOException {
    return new UtmFolderTarget(Files.createDirectories(folder));
  }

  @Override
  public List<String> fields() {
    return List.of("type: utm", "dir: " + folder);
  }

  @Override
  public void require(String id, DeployProof proof) throws IOException {
    List<String> names = DeployProof.names(folder);
    String wanted = DeployProof.LINE + id.substring(id.length() - "-yyyymmdd-hhmmss".length());
    assertEquals(
        wanted + ".utm", Files.readSymbolicLink(folder.resolve(CURRENT)).toString(), () -> id);
    List<String> machines = names.stream().filter(name -> !name.equals(CURRENT)).toList();
    proof.requireKept(machines);
    assertTrue(machines.contains(wanted + ".utm"), names::toString);
    for (String machine : machines) {
      assertTrue(machine.matches("web-x86_64-\\d{8}-\\d{6}\\.utm"), names::toString);
      List<String> disks =
          DeployProof.names(folder.resolve(machine).resolve("Data")).stream()
              .filter(name -> name.endsWith(".qcow2"))
              .toList();
      assertEquals(1, disks.size(), disks::toString);
      proof.requireImage(folder.resolve(machine).resolve("Data").resolve(disks.get(0)));
    }
  }
}
