package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.unit.ByteSize;

/**
 * A storage pool of libvirt.
 *
 * @param uri the connection as {@code virsh -c} takes it
 * @param domain whether PIM writes a domain XML for the image
 * @param memory of that domain
 * @param network that domain's network
 */
public record LibvirtTarget(
    CommonSettings common,
    String uri,
    String pool,
    DiskFormat format,
    boolean domain,
    ByteSize memory,
    int cores,
    String network)
    implements TargetSettings {
  private static final String URI = "uri";
  private static final String POOL = "pool";
  private static final String FORMAT = "format";
  private static final String DOMAIN = "domain";
  private static final String MEMORY = "memory";
  private static final String CORES = "cores";
  private static final String NETWORK = "network";

  private static final String PARAMETER = "(socket|keyfile|known_hosts|pkipath)=[A-Za-z0-9._/+~-]+";
  private static final String USUAL_URI = "qemu:///system";
  private static final String USUAL_NAME = "default";
  private static final ByteSize USUAL_MEMORY = ByteSize.ofMebibytes(2048);
  private static final int USUAL_CORES = 2;

  /**
   * Refuses every parameter that names a program to run, such as {@code command} and {@code
   * netcat}, because project folders are not trusted with that, and every parameter that leaves a
   * host unchecked.
   */
  private static final Rule<String> CONNECTION =
      Rules.matching(
          "must be a libvirt URI without a password, such as qemu:///system or "
              + "qemu+ssh://host/system, with no parameters other than socket, keyfile, "
              + "known_hosts and pkipath",
          "qemu(\\+(unix|ssh|tls|libssh2?))?://"
              + "([A-Za-z0-9._][A-Za-z0-9._-]*@)?([A-Za-z0-9.:\\[\\]][A-Za-z0-9.:\\[\\]-]*)?"
              + "/(system|session)"
              + "(\\?"
              + PARAMETER
              + "(&"
              + PARAMETER
              + ")*)?");

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(URI, CONNECTION)
          .field(POOL, Rules.NAME)
          .field(FORMAT, TargetRules.FORMAT)
          .field(DOMAIN, TargetRules.YES_NO)
          .field(MEMORY, Rules.MEMORY)
          .field(CORES, TargetRules.CORES)
          .field(NETWORK, Rules.NAME);

  static LibvirtTarget of(ConfigMap map) {
    return new LibvirtTarget(
        CommonSettings.of(map),
        map.get(URI, CONNECTION).orElse(USUAL_URI),
        map.get(POOL, Rules.NAME).orElse(USUAL_NAME),
        map.get(FORMAT, TargetRules.FORMAT).orElse(DiskFormat.QCOW2),
        map.get(DOMAIN, TargetRules.YES_NO).orElse(false),
        map.get(MEMORY, Rules.MEMORY).orElse(USUAL_MEMORY),
        map.get(CORES, TargetRules.CORES).orElse(USUAL_CORES),
        map.get(NETWORK, Rules.NAME).orElse(USUAL_NAME));
  }

  @Override
  public TargetType type() {
    return TargetType.LIBVIRT;
  }
}
