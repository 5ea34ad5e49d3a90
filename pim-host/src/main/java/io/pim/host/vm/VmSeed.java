package io.pim.host.vm;

import io.pim.model.files.DurableFile;
import io.pim.tools.guestserver.NoCloudSeed;
import io.pim.tools.guestserver.Resource;
import io.pim.tools.ssh.SshKeyPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cloud-init data of a new machine: name, user, keys, and its owner's additions. */
final class VmSeed {
  /**
   * The label by which cloud-init's NoCloud data source recognises a volume; also in Debian 12's
   * 22.4.
   */
  static final String LABEL = "cidata";

  /** Lets the machine resolve its own name, which sudo looks up. */
  private static final String OWN_NAME = "manage_etc_hosts: localhost\n";

  private VmSeed() {}

  /**
   * Writes the volume.
   *
   * @param instanceId new for each machine, so that one made again with the same name counts as new
   */
  static void write(Path volume, VmWish wish, String name, String instanceId, SshKeyPair own)
      throws IOException {
    List<String> keys = new ArrayList<>(List.of(own.publicKeyLine("pim-vm:" + name)));
    keys.addAll(wish.keys());
    NoCloudSeed seed =
        new NoCloudSeed(
            instanceId,
            wish.hostname().orElseGet(() -> hostname(name)),
            keys,
            Optional.of(wish.user()));
    byte[] content = new SeedIso(LABEL, resources(seed, wish.userData())).bytes();
    DurableFile.write(volume, DurableFile.PRIVATE, content);
  }

  /**
   * PIM's cloud-config is vendor-data when there is a person's own, because cloud-init merges that
   * over vendor-data.
   */
  private static List<Resource> resources(NoCloudSeed seed, Optional<byte[]> userData) {
    if (userData.isEmpty()) {
      return seed.resources("#cloud-config\n" + OWN_NAME);
    }
    return seed.resources().stream()
        .map(
            resource ->
                switch (resource.name()) {
                  case "user-data" -> new Resource("user-data", "text/plain", userData.get());
                  case "vendor-data" -> Resource.text("vendor-data", seed.userData() + OWN_NAME);
                  default -> resource;
                })
        .toList();
  }

  /** A machine's name without the characters that are invalid in a host name. */
  private static String hostname(String name) {
    return name.replaceAll("[^A-Za-z0-9.-]", "-").replaceFirst("[^A-Za-z0-9]+$", "");
  }
}
