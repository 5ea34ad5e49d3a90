package io.pim.e2e.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pim.e2e.PimUser;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real power loss: QEMU is killed while PIM's own code writes files in its guest. Every file that
 * the writer has reported must be complete, and no file may exist in part.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerLossTest {
  private static final int ROUNDS = 40;
  private static final Path ISO = PimUser.ROOT.resolve("build/isos/pim-tiny-amd64-netinst.iso");

  @TempDir Path folder;
  private PowerLossGuest guest;
  private SortedMap<String, String> found;

  @AfterEach
  void end() {
    if (guest != null) {
      guest.close();
    }
  }

  private Path installer() throws Exception {
    assumeTrue("amd64".equals(System.getProperty("os.arch")), "the guest runs this Java");
    Path files = folder.resolve("installer");
    HostTool.run(
            "xorriso",
            "-osirrox",
            "on",
            "-indev",
            ISO.toString(),
            "-extract",
            "/install.amd",
            files.toString())
        .exits(0);
    HostTool.run("chmod", "-R", "u+w", files.toString()).exits(0);
    return files;
  }

  @Test
  void keepsFinishedWritesThroughAPowerLoss() throws Exception {
    int last = 1 + new Random().nextInt(ROUNDS);
    guest = PowerLossGuest.start(installer(), folder, ROUNDS);

    guest.killAfter(last);

    found = guest.afterRecovery().entries();
    String killed = "killed after round " + last + ": ";
    List<String> bad = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (String name : List.of("made", "layer")) {
        Optional<Boolean> whole = isWhole(name, round);
        if (whole.isEmpty() ? round <= last : !whole.get()) {
          bad.add(path(name, round) + (whole.isEmpty() ? " is missing" : " is there in part"));
        }
      }
    }
    assertEquals(List.of(), bad, killed);
    assertTrue(
        IntStream.rangeClosed(last, ROUNDS).anyMatch(round -> isIn("/state", "state", round)),
        () -> killed + "state is neither of that round nor of a later one: " + found.get("/state"));
    // If the plain files had survived, the test would prove nothing.
    assertTrue(
        IntStream.rangeClosed(1, last)
            .anyMatch(round -> !isIn(path("plain", round), "plain", round)),
        () -> killed + "all plain files are there, too: " + found.keySet());
  }

  private static String path(String name, int round) {
    return name.equals("layer") ? "/layers/" + round + "/disk" : "/" + name + "-" + round;
  }

  /** Empty if the file does not exist. */
  private Optional<Boolean> isWhole(String name, int round) {
    return Optional.ofNullable(found.get(path(name, round)))
        .map(there -> isIn(path(name, round), name, round));
  }

  private boolean isIn(String path, String name, int round) {
    byte[] content = DurableWriter.content(name, round);
    String wanted =
        " " + content.length + " bytes, sha256 " + HexFormat.of().formatHex(sha256(content));
    return found.getOrDefault(path, "").endsWith(wanted);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
