package io.pim.host.vm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pim.tools.qemu.GuestNetwork;
import io.pim.tools.ssh.SshKeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmSeedTest {
  private static final String OWN_NAME = "\nmanage_etc_hosts: localhost\n";

  @TempDir Path folder;

  /** The volume's text: files of an ISO 9660 volume are not compressed. */
  private String seed(Optional<String> userData) throws IOException {
    VmWish wish =
        new VmWish(
            null,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            GuestNetwork.user(),
            "ops",
            Optional.empty(),
            List.of(),
            userData.map(text -> text.getBytes(StandardCharsets.UTF_8)),
            false,
            Optional.empty());
    Path volume = folder.resolve("seed.iso");
    VmSeed.write(volume, wish, "web_1", "i-1", SshKeyPair.at(folder.resolve("key")));
    return Files.readString(volume, StandardCharsets.ISO_8859_1);
  }

  @Test
  void theMachineResolvesItsOwnName() throws IOException {
    String seed = seed(Optional.empty());
    assertTrue(seed.contains("\nhostname: \"web-1\"\n"), seed);
    assertTrue(seed.contains("#cloud-config" + OWN_NAME), seed);
  }

  /** PIM's settings are then vendor-data, which cloud-init merges below the owner's. */
  @Test
  void theOwnersSettingsComeFirst() throws IOException {
    String own = "#cloud-config\nmanage_etc_hosts: true\n";
    String seed = seed(Optional.of(own));
    assertTrue(seed.contains(own), seed);
    assertTrue(seed.contains(OWN_NAME), seed);
  }
}
