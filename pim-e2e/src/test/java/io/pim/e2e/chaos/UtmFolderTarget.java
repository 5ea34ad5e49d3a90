package io.pim.e2e.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pim.tools.utm.StrictUtmReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A folder of machines for UTM. */
record UtmFolderTarget(Path folder) implements LiveTarget {
  private static final String ENDING = ".utm";
  private static final String CURRENT = DeployProof.LINE + ENDING;
  private static final String DISK = "Data/disk.qcow2";

  static UtmFolderTarget in(Path folder) throws IOException {
    return new UtmFolderTarget(Files.createDirectories(folder));
  }

  @Override
  public List<String> fields() {
    return List.of("type: utm", "dir: " + folder);
  }

  @Override
  public boolean hasPartOf(ChaosImage image) throws IOException {
    return HiddenParts.bytes(folder) > image.data() / 4;
  }

  @Override
  public void require(DeployProof proof) throws IOException {
    List<String> wanted = new ArrayList<>(List.of(CURRENT));
    proof.kept().keySet().forEach(id -> wanted.add(machine(id)));
    DeployProof.requireNames(wanted, DeployProof.names(folder), folder);
    assertEquals(
        machine(proof.current()), Files.readSymbolicLink(folder.resolve(CURRENT)).toString());
    for (String id : proof.kept().keySet()) {
      Path machine = folder.resolve(machine(id));
      requireWhole(machine);
      proof.requireImage(id, machine.resolve(DISK));
    }
  }

  /** The deployment's time is part of the name. */
  static String machine(String id) {
    return DeployProof.LINE + id.substring(id.length() - "-yyyymmdd-hhmmss".length()) + ENDING;
  }

  private static void requireWhole(Path machine) throws IOException {
    try {
      StrictUtmReader.read(machine);
    } catch (RuntimeException e) {
      throw new AssertionError("UTM would refuse " + machine, e);
    }
  }

  /** The host copies a file. */
  @Override
  public Optional<Long> sentTwice(DeployProof proof) {
    return Optional.empty();
  }
}
