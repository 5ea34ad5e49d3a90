package io.pim.model.profile;

import io.pim.model.config.ListRule;
import io.pim.model.config.Rule;
import io.pim.model.config.Rules;
import io.pim.model.config.Schema;
import io.pim.model.config.SettingsSchema;
import io.pim.model.unit.Architecture;
import java.util.List;

/** The rules of all profile fields that PIM knows; other fields belong to the user. */
public final class ProfileSchema {
  static final Rule<String> USERNAME =
      Rules.matching(
          "must be the name of a user: lowercase letters, digits, _ and -, at most 32",
          "[a-z_][a-z0-9_-]{0,31}");
  static final Rule<String> HOSTNAME =
      Rules.matching(
          "must be a host name of letters, digits and -",
          "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  static final Rule<String> DOMAIN =
      Rules.matching("must be a domain such as example.org, or empty", "[A-Za-z0-9.-]{0,253}");
  static final Rule<String> MIRROR_HOST =
      Rules.matching("must be a host name, with a port or without", "[A-Za-z0-9._-]+(:\\d{1,5})?");
  static final Rule<String> MIRROR_PATH =
      Rules.matching("must be a path that starts with /", "/\\S*");
  static final Rule<String> HTTP_PROXY =
      Rules.matching("must be an http: URL, or empty", "|https?://\\S+");
  static final Rule<String> METHOD = Rules.oneOf("regular", "lvm", "crypto");
  static final Rule<Integer> CPUS = Rules.integer(1, 256);
  static final Rule<List<String>> WORDS = ListRule.orWords(Rules.WORDS);
  static final Rule<List<String>> TASKS = ListRule.orCommas(Rules.TEXT);
  static final Rule<List<String>> SCRIPTS = ListRule.of(Rules.NAME);
  static final Rule<List<Architecture>> ARCHITECTURES = ListRule.of(Rules.ARCHITECTURE);

  private static final Schema BUILD =
      Schema.closed()
          .field("disk_size", Rules.DISK_SIZE)
          .field("memory", Rules.MEMORY)
          .field("cpus", CPUS)
          .field("firmware", Rules.FIRMWARE);

  /** The schema of a whole profile. */
  public static final Schema ALL =
      new Schema(Schema.Others.ALLOWED)
          .field("username", USERNAME)
          .field("password", Rules.TEXT)
          .field("fullname", Rules.TEXT)
          .field("locale", Rules.WORDS)
          .field("keyboard", Rules.WORDS)
          .field("hostname", HOSTNAME)
          .field("domain", DOMAIN)
          .field("mirror_host", MIRROR_HOST)
          .field("mirror_path", MIRROR_PATH)
          .field("http_proxy", HTTP_PROXY)
          .field("timezone", Rules.WORDS)
          .field("partitioning_method", METHOD)
          .field("partitioning_recipe", Rules.WORDS)
          .field("tasksel", TASKS)
          .field("packages", WORDS)
          .field("grub_device", Rules.WORDS)
          .field("authorized_keys_url", Rules.URL)
          .field(Profile.PRESEED_NAME, Rules.NAME)
          .field(Profile.INSTALL_NAME, Rules.NAME)
          .field("scripts", SCRIPTS)
          .field("architectures", ARCHITECTURES)
          .field("iso_pattern", Rules.WORDS)
          .section("build", BUILD)
          .section("image", SettingsSchema.IMAGE);

  private ProfileSchema() {}
}
