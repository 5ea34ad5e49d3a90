package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.unit.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * A Proxmox VE cluster or node, reached through its API.
 *
 * @param nodes names of nodes; {@code all} alone means every node
 * @param storage the storage for the disks of templates
 * @param importStorage the storage where an uploaded file waits for its import; empty for PIM's
 *     choice
 * @param tokenId {@code USER@REALM!NAME}; empty if the secret is the whole token
 * @param serve the address at which nodes fetch the image from this host; empty to upload it
 * @param ssh access over SSH, for servers that cannot import over the API; empty for none
 * @param importFolder the folder on the node where a file uploaded over SSH waits; {@code ~/} is
 *     the user's home there
 */
public record ProxmoxTarget(
    CommonSettings common,
    String host,
    int port,
    List<String> nodes,
    String storage,
    Optional<String> importStorage,
    VmIdRange vmIds,
    Optional<String> pool,
    String bridge,
    Optional<Integer> vlan,
    ByteSize memory,
    int cores,
    Optional<String> cpu,
    List<String> tags,
    Optional<DiskFormat> format,
    Optional<String> tokenId,
    CertificateCheck certificate,
    Optional<ServeAddress> serve,
    Optional<SshAccess> ssh,
    String importFolder)
    implements TargetSettings {

  /** The key of the token among a deployment's secrets. */
  public static final String TOKEN = "token";

  /** The node list that means every node. */
  public static final String ALL_NODES = "all";

  private static final String HOST = "host";
  private static final String PORT = "port";
  private static final String NODE = "node";
  private static final String STORAGE = "storage";
  private static final String IMPORT_STORAGE = "import_storage";
  private static final String VMID = "vmid";
  private static final String POOL = "pool";
  private static final String BRIDGE = "bridge";
  private static final String VLAN = "vlan";
  private static final String MEMORY = "memory";
  private static final String CORES = "cores";
  private static final String CPU = "cpu";
  private static final String TAGS = "tags";
  private static final String FORMAT = "format";
  private static final String SERVE = "serve";
  private static final String SSH = "ssh";
  private static final String IMPORT_FOLDER = "import_folder";

  private static final int USUAL_PORT = 8006;
  private static final String USUAL_BRIDGE = "vmbr0";
  private static final ByteSize USUAL_MEMORY = ByteSize.ofMebibytes(2048);
  private static final int USUAL_CORES = 2;
  private static final String USUAL_IMPORT_FOLDER = "~/pim-imports";

  // The patterns are those of Proxmox VE's own API.
  private static final Rule<String> STORAGE_ID =
      Rules.matching("must be the id of a storage", "[A-Za-z][A-Za-z0-9._-]*[A-Za-z0-9]");
  private static final Rule<List<String>> NODES =
      ListRule.orWords(
          Rules.matching(
              "must be the name of a node, a list of names, or all",
              "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"));
  private static final Rule<String> POOL_ID =
      Rules.matching("must be the name of a pool", "[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){0,2}");
  private static final Rule<String> BRIDGE_ID =
      Rules.matching("must be the name of a bridge, such as vmbr0", "[A-Za-z0-9._-]+");
  private static final Rule<Integer> VLAN_TAG = Rules.integer(1, 4094);
  private static final Rule<String> CPU_TYPE =
      Rules.matching(
          "must be a CPU type of Proxmox VE, such as host or x86-64-v2-AES", "[A-Za-z0-9._+-]+");
  private static final Rule<List<String>> TAG_LIST =
      ListRule.of(
          Rules.matching(
              "must be a tag of lowercase letters, digits and _ - + .", "[a-z0-9_][a-z0-9_.+-]*"));
  private static final TokenRule TOKEN_RULE = new TokenRule();

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(HOST, TargetRules.HOST)
          .field(PORT, Rules.PORT)
          .field(NODE, NODES)
          .field(STORAGE, STORAGE_ID)
          .field(IMPORT_STORAGE, STORAGE_ID)
          .field(VMID, VmIdRange.RULE)
          .field(POOL, POOL_ID)
          .field(BRIDGE, BRIDGE_ID)
          .field(VLAN, VLAN_TAG)
          .field(MEMORY, Rules.MEMORY)
          .field(CORES, TargetRules.CORES)
          .field(CPU, CPU_TYPE)
          .field(TAGS, TAG_LIST)
          .field(FORMAT, TargetRules.FORMAT)
          .field(TOKEN, TOKEN_RULE)
          .field(CertificateCheck.CA_FILE, TargetRules.PATH)
          .field(CertificateCheck.FINGERPRINT, CertificateCheck.FINGERPRINT_RULE)
          .field(CertificateCheck.INSECURE, TargetRules.YES_NO)
          .field(SERVE, ServeAddress.RULE)
          .section(SSH, SshAccess.SCHEMA)
          .field(IMPORT_FOLDER, TargetRules.PATH)
          .need(HOST, "the name or address of a Proxmox VE server")
          .need(NODE, "the node that gets the template, a list of nodes, or all")
          .need(STORAGE, "the storage for the template's disks, such as local-lvm")
          .also(CertificateCheck::check);

  public ProxmoxTarget {
    nodes = List.copyOf(nodes);
    tags = List.copyOf(tags);
  }

  static ProxmoxTarget of(ConfigMap map) {
    return new ProxmoxTarget(
        CommonSettings.of(map),
        map.require(HOST, TargetRules.HOST),
        map.get(PORT, Rules.PORT).orElse(USUAL_PORT),
        map.require(NODE, NODES),
        map.require(STORAGE, STORAGE_ID),
        map.get(IMPORT_STORAGE, STORAGE_ID),
        map.get(VMID, VmIdRange.RULE).orElse(VmIdRange.ALL),
        map.get(POOL, POOL_ID),
        map.get(BRIDGE, BRIDGE_ID).orElse(USUAL_BRIDGE),
        map.get(VLAN, VLAN_TAG),
        map.get(MEMORY, Rules.MEMORY).orElse(USUAL_MEMORY),
        map.get(CORES, TargetRules.CORES).orElse(USUAL_CORES),
        map.get(CPU, CPU_TYPE),
        map.list(TAGS, TAG_LIST),
        map.get(FORMAT, TargetRules.FORMAT),
        map.get(TOKEN, TOKEN_RULE).flatMap(TokenRule.Token::id),
        CertificateCheck.of(map),
        map.get(SERVE, ServeAddress.RULE),
        map.get(SSH).map(present -> SshAccess.of(map.section(SSH))),
        map.get(IMPORT_FOLDER, TargetRules.PATH).orElse(USUAL_IMPORT_FOLDER));
  }

  @Override
  public TargetType type() {
    return TargetType.PROXMOX;
  }

  public boolean isOnAllNodes() {
    return nodes.equals(List.of(ALL_NODES));
  }

  /** The whole token, {@code USER@REALM!NAME=SECRET}, made from the secret. */
  public String token(String secret) {
    return tokenId.map(id -> id + "=" + secret).orElse(secret);
  }
}
