package io.pim.model.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Every field of pim.yml with its rule. */
public final class SettingsSchema {
  static final Rule<String> USER =
      Rules.matching("must be the name of a user", "[a-z_][a-z0-9_-]{0,31}");
  static final Rule<String> BUILDER =
      Rules.matching(
          "must be auto, local, any or the id of a host", "[A-Za-z0-9][A-Za-z0-9._+-]{0,127}");

  /** The address of a service. */
  public static final Rule<String> ADDRESS =
      Rules.matching("must be HOST:PORT", "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):\\d{1,5}");

  private static final Schema SSH =
      Schema.closed()
          .field("user", USER)
          .field("timeout", Rules.DURATION_TEXT)
          .field("poll_interval", Rules.DURATION_TEXT);

  private static final Schema BUILDERS =
      Schema.closed().field("arm64", BUILDER).field("x86_64", BUILDER);

  private static final Schema BUILD =
      Schema.closed()
          .field("disk_size", Rules.DISK_SIZE)
          .field("memory", Rules.MEMORY)
          .field("cpus", Rules.CPUS)
          .field("firmware", Rules.FIRMWARE)
          .field("install_timeout", Rules.DURATION_TEXT)
          .field("script_timeout", Rules.DURATION_TEXT)
          .field("stall_timeout", Rules.DURATION_TEXT)
          .field("host_timeout", Rules.HOST_TIMEOUT)
          .section("ssh", SSH)
          .section("builders", BUILDERS)
          // Accepted for the Ruby PIM's folders, and unused: PIM reaches other hosts through
          // Temporal.
          .section("remotes", new Schema(Schema.Others.ALLOWED));

  /** Profiles may contain these settings as well. */
  public static final Schema IMAGE = Schema.closed().field("compression", Rules.COMPRESSION);

  private static final Schema VENTOY =
      Schema.closed()
          .field("version", Rules.NAME)
          .field("dir", Rules.TEXT)
          .field("file", Rules.TEXT)
          .field("url", Rules.URL)
          .field("checksum", Rules.TEXT)
          .field("device", Rules.TEXT);

  private static final Schema TEMPORAL =
      Schema.closed()
          .field("address", ADDRESS)
          .field("namespace", Rules.WORDS)
          .field("server_binary", Rules.WORDS)
          .field("port", Rules.PORT)
          .field("ui_port", Rules.PORT);

  private static final Schema WARM =
      Schema.closed()
          .field("count", Rules.integer(0, WarmSettings.MOST))
          .field("limit", Rules.DISK_SIZE)
          .field("age", Rules.DURATION_TEXT);

  /** The schema of pim.yml, with {@code ssh} and {@code builders} in their final place. */
  public static final Schema ALL =
      Schema.closed()
          .field(SafeFolders.KEY, SafeFolders.RULE)
          .section("build", BUILD)
          .section("image", IMAGE)
          .section(
              "serve", Schema.closed().field("interface", Rules.WORDS).field("port", Rules.PORT))
          .section("ventoy", VENTOY)
          .section("temporal", TEMPORAL)
          .section(
              "worker",
              Schema.closed()
                  .field("vm_slots", Rules.integer(1, 64))
                  .field("host_id", Rules.NAME)
                  .field("metrics", Rules.LISTEN_ADDRESS))
          .section(
              "store",
              Schema.closed()
                  .field("layers_limit", Rules.DISK_SIZE)
                  .section("warm", WARM)
                  .field(StoreSettings.URL, StoreSettings.URL_RULE)
                  .field(StoreSettings.PLAIN_HTTP, Rules.YES_NO)
                  .field(StoreSettings.CA_FILE, Rules.PATH)
                  .field(StoreSettings.LAYERS, StoreSettings.LAYERS_RULE));

  /**
   * The JSON Schema of the file, in which {@code ssh} and {@code builders} may also stand outside.
   */
  public static Map<String, Object> fileShape() {
    Map<String, Object> shape = new LinkedHashMap<>(ALL.shape());
    Map<String, Object> properties = new LinkedHashMap<>();
    if (shape.get("properties") instanceof Map<?, ?> own) {
      own.forEach((key, value) -> properties.put(key.toString(), value));
    }
    properties.put("ssh", SSH.shape());
    properties.put("builders", BUILDERS.shape());
    shape.put("properties", properties);
    return shape;
  }

  private SettingsSchema() {}
}
