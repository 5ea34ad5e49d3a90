package io.pim.e2e.install;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.e2e.PimUser;
import io.pim.e2e.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ann, who has an account on a new system and the tiny guest's folder.
 *
 * @param program the command that she types for pim
 */
record NewUser(DebianRoot system, String program) {
  private static final Path TINY = PimUser.ROOT.resolve("pim-e2e/src/test/resources/tiny");
  private static final Path ISO = PimUser.ROOT.resolve("build/isos/pim-tiny-amd64-netinst.iso");
  private static final String HOME = "/home/ann";

  /** Makes the account. The Temporal server already exists: no test downloads it. */
  static NewUser on(DebianRoot system, String program) throws IOException, InterruptedException {
    system.root("useradd --create-home --shell /bin/sh ann").exits(0);
    try (Stream<Path> files = Files.walk(TINY)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        system.put(file, HOME + "/images/" + TINY.relativize(file));
      }
    }
    system.put(ISO, "/srv/tiny.iso");
    String digest = Files.readString(Path.of(ISO + ".sha256")).substring(0, 64);
    Path entry = system.at(HOME + "/images/isos.d/pim-tiny-amd64-netinst.yml");
    Files.createDirectories(entry.getParent());
    Files.writeString(
        entry,
        """
        pim-tiny-amd64-netinst:
          url: file:///srv/tiny.iso
          checksum: sha256:%s
          architecture: amd64
        """
            .formatted(digest));
    system.root("chown -R ann:ann " + HOME).exits(0);
    system.put(temporal(), "/usr/local/bin/temporal");
    return new NewUser(system, program);
  }

  private static Path temporal() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, "temporal"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("make temporal: it is not on PATH"));
  }

  /** Runs a command line of pim in her folder. */
  Said pim(String arguments) throws IOException, InterruptedException {
    return system.as("ann", "cd images && " + program + " " + arguments);
  }

  /** The names of finished images. */
  List<String> images() throws IOException {
    Path images = home(".local/share/pim/cache/images");
    if (Files.notExists(images)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(images)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".manifest.json"))
          .toList();
    }
  }

  Path home(String path) {
    return system.at(HOME + "/" + path);
  }

  /** A new user's first hour: an image by one command, without a fault. */
  void buildsAnImage() throws Exception {
    pim("build run tiny").exits(0).saying("verify done", "image tiny-x86_64-");
    // Warnings are about this machine, such as one without KVM.
    pim("doctor").exits(0).notSaying("fail  ").saying("Java");
    pim("image list").exits(0).saying("tiny-x86_64-");
    pim("image verify tiny --no-boot").exits(0);
    assertTrue(images().size() == 1, () -> "images of ann");
  }
}
