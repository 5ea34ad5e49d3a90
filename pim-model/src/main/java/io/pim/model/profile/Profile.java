package io.pim.model.profile;

import io.pim.model.config.BuildSettings;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.ConfigScalar;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.ImageSettings;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Rules;
import io.pim.model.config.SecretFields;
import io.pim.model.plan.MachineSpec;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Compression;
import io.pim.model.unit.Firmware;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A validated profile: its settings merged over those of {@code default}.
 *
 * <p>The accessors apply defaults, the same as those of the preseed in {@code examples/small}.
 * Templates do not see these defaults: as in the Ruby PIM, a field that no file sets is nil in a
 * template, so that {@code ||} in the template still works.
 *
 * @param settings every value with its origin, the user's own fields included
 */
public record Profile(String name, ConfigMap settings) {
  /** The pattern of a profile without one; {@code *} stands for a release of Debian itself. */
  public static final String USUAL_ISOS = "debian-*-{arch}-netinst";

  static final String PRESEED_NAME = "preseed_name";
  static final String INSTALL_NAME = "install_name";

  public String username() {
    return settings.get("username", ProfileSchema.USERNAME).orElse("pim");
  }

  /** The user's password; empty when the user has none and logs in with a key. */
  public Optional<String> password() {
    return settings.get("password", Rules.TEXT).filter(text -> !text.isEmpty());
  }

  public String fullname() {
    return settings.get("fullname", Rules.TEXT).orElse(username());
  }

  public String locale() {
    return settings.get("locale", Rules.WORDS).orElse("en_US.UTF-8");
  }

  public String keyboard() {
    return settings.get("keyboard", Rules.WORDS).orElse("us");
  }

  public String hostname() {
    return settings.get("hostname", ProfileSchema.HOSTNAME).orElse("debian");
  }

  /** The domain; an empty text when there is none. */
  public String domain() {
    return settings.get("domain", ProfileSchema.DOMAIN).orElse("");
  }

  public String mirrorHost() {
    return settings.get("mirror_host", ProfileSchema.MIRROR_HOST).orElse("ftp.debian.org");
  }

  public String mirrorPath() {
    return settings.get("mirror_path", ProfileSchema.MIRROR_PATH).orElse("/debian");
  }

  /** The proxy's URL; an empty text when there is none. */
  public String httpProxy() {
    return settings.get("http_proxy", ProfileSchema.HTTP_PROXY).orElse("");
  }

  public String timezone() {
    return settings.get("timezone", Rules.WORDS).orElse("UTC");
  }

  public String partitioningMethod() {
    return settings.get("partitioning_method", ProfileSchema.METHOD).orElse("regular");
  }

  public String partitioningRecipe() {
    return settings.get("partitioning_recipe", Rules.WORDS).orElse("atomic");
  }

  public List<String> tasksel() {
    return settings.get("tasksel", ProfileSchema.TASKS).orElse(List.of("standard"));
  }

  public List<String> packages() {
    return settings
        .get("packages", ProfileSchema.WORDS)
        .orElse(List.of("openssh-server", "sudo", "cloud-init", "qemu-guest-agent"));
  }

  public String grubDevice() {
    return settings.get("grub_device", Rules.WORDS).orElse("default");
  }

  public Optional<String> authorizedKeysUrl() {
    return settings.get("authorized_keys_url", Rules.URL);
  }

  /** The name of the preseed template, or of the install script, if it is not the profile's. */
  public Optional<String> fileName(FileKind kind) {
    return switch (kind) {
      case PRESEED -> settings.get(PRESEED_NAME, Rules.NAME);
      case INSTALL -> settings.get(INSTALL_NAME, Rules.NAME);
      case SCRIPT, VERIFICATION -> Optional.empty();
    };
  }

  /** The position of the setting that {@link #fileName} gives; the profile's own without one. */
  public Origin fileNameOrigin(FileKind kind) {
    return settings
        .get(kind == FileKind.PRESEED ? PRESEED_NAME : INSTALL_NAME)
        .map(ConfigValue::origin)
        .orElse(settings.origin());
  }

  /** This profile with a preseed template or an install script of another name. */
  public Profile withFile(FileKind kind, String other) {
    String field = kind == FileKind.PRESEED ? PRESEED_NAME : INSTALL_NAME;
    Origin place = new Origin("", 0, field);
    return new Profile(name, settings.with(field, new ConfigScalar(place, other, other)));
  }

  /**
   * The scripts that the profile names; empty when the profile has no such list, not even an empty
   * one.
   */
  public Optional<List<String>> scripts() {
    return settings.get("scripts", ProfileSchema.SCRIPTS);
  }

  /** The architectures the profile may be built for; all when it does not name any. */
  public List<Architecture> architectures() {
    return settings
        .get("architectures", ProfileSchema.ARCHITECTURES)
        .map(list -> list.stream().distinct().toList())
        .orElse(List.of(Architecture.values()));
  }

  /**
   * The pattern for suitable ISOs of the catalog; {@code {arch}} stands for the architecture's
   * name.
   */
  public String isoPattern() {
    return settings.get("iso_pattern", Rules.WORDS).orElse(USUAL_ISOS);
  }

  /** The position of the pattern; the profile's own position when the pattern is a default. */
  public Origin isoPatternOrigin() {
    return settings.get("iso_pattern").map(ConfigValue::origin).orElse(settings.origin());
  }

  /** The machine to build in; pim.yml supplies what the profile leaves out. */
  public MachineSpec machine(Architecture architecture, BuildSettings settings) {
    ConfigMap build = this.settings.section("build");
    return new MachineSpec(
        architecture,
        build.get("firmware", Rules.FIRMWARE).orElse(settings.firmwareOf(architecture)),
        build.get("disk_size", Rules.DISK_SIZE).orElse(settings.diskSize()),
        build.get("memory", Rules.MEMORY).orElse(settings.memory()),
        build.get("cpus", ProfileSchema.CPUS).orElse(settings.cpus()));
  }

  /** The compression of the image's file; pim.yml's if the profile names none. */
  public Compression compression(ImageSettings settings) {
    return this.settings
        .section("image")
        .get("compression", Rules.COMPRESSION)
        .orElse(settings.compression());
  }

  /**
   * Refuses a firmware that machines of an architecture do not have.
   *
   * @throws ConfigProblems when the profile asks for one
   */
  public void requireFirmwareFor(Architecture architecture) {
    ConfigMap build = settings.section("build");
    if (architecture == Architecture.ARM64
        && build.get("firmware", Rules.FIRMWARE).filter(Firmware.BIOS::equals).isPresent()) {
      Origin place = build.get("firmware").orElseThrow().origin();
      throw new ConfigProblems(Problem.at(place, "arm64 machines have no BIOS: must be uefi", ""));
    }
  }

  /**
   * The variables of a template: all settings as written, and nil for known fields that are not
   * set.
   */
  public Map<String, Object> variables() {
    Map<String, Object> result = new LinkedHashMap<>();
    ProfileSchema.ALL.names().forEach(field -> result.put(field, null));
    result.putAll(settings.plain());
    return result;
  }

  /** The values of all fields whose names mark them as secret. */
  public List<String> secrets() {
    return SecretFields.valuesIn(settings);
  }
}
