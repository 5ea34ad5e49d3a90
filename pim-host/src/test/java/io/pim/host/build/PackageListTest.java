package io.pim.host.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageListTest {
  @TempDir Path folder;

  @Test
  void aLineIsAPackageAndItsVersion() throws Exception {
    Path file = folder.resolve("packages.json");

    PackageList.parse("zlib1g 1:1.2.13\nbash 5.2.15-2+b2\nbroken\n").write(file);

    assertEquals(Map.of("zlib1g", "1:1.2.13", "bash", "5.2.15-2+b2"), PackageList.read(file));
    assertEquals(Map.of(), PackageList.read(folder.resolve("none")));
  }
}
