package io.pim.e2e.install;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The archives of {@code make dist} on a clean Debian 12. */
@Tag("long")
class ArchiveTest {
  private static final String QEMU =
      "apt-get install -y --no-install-recommends qemu-system-x86 qemu-utils";

  @Test
  void needsNothingButQemu() throws Exception {
    try (DebianRoot system = DebianRoot.make(DebianRoot.DEBIAN_12)) {
      system.root(QEMU).exits(0);
      assertEquals(127, system.root("java -version").exit(), "there is no Java");
      NewUser ann = NewUser.on(system, "~/pim-*/bin/pim");
      system.put(DistFiles.archiveWithJava(), "/srv/pim.tar.gz");
      system.as("ann", "tar -xf /srv/pim.tar.gz").exits(0);
      ann.pim("--debug --version").exits(0).saying("this PIM's own: /home/ann/pim-");
      ann.buildsAnImage();
      ann.pim("down").exits(0);
    }
  }

  @Test
  void theArchiveWithoutJavaReportsWhatItNeeds() throws Exception {
    try (DebianRoot system = DebianRoot.make(DebianRoot.DEBIAN_12)) {
      NewUser ann = NewUser.on(system, "~/pim-*/bin/pim");
      system.put(DistFiles.archive(), "/srv/pim.tar.gz");
      system.as("ann", "tar -xf /srv/pim.tar.gz").exits(0);
      ann.pim("--version")
          .exits(1)
          .saying("needs Java 17 or later", "apt install openjdk-17-jre-headless");
    }
  }
}
