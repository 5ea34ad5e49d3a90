package io.pim.model.profile;

import io.pim.model.config.BuildSettings;
import io.pim.model.config.ConfigMap;
import io.pim.model.config.ConfigProblems;
import io.pim.model.config.ConfigValue;
import io.pim.model.config.Origin;
import io.pim.model.config.Problem;
import io.pim.model.config.Rules;
import io.pim.model.config.SecretFields;
import io.pim.model.plan.MachineSpec;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.Firmware;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A profile, checked: its settings over those of {@code default}.
 *
 * <p>The accessors have defaults, which are also those of the preseed in {@code examples/small}.
 * Templates are not given them: to a template a field that no file sets is nil, as it was in the
 * Ruby PIM, so that its own {@code ||} keeps its meaning.
 *
 * @param settings every value with its origin, the user's own fields included
 */
public record Profile(String name, ConfigMap settings) {
  public String username() {
    return settings.get("username", ProfileSchema.USERNAME).orElse("pim");
  }

  /** The user's password; empty where the user has none and logs in with a key. */
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

  /** The domain; empty text for none. */
  public String domain() {
    return settings.get("domain", ProfileSchema.DOMAIN).orElse("");
  }

  public String mirrorHost() {
    return settings.get("mirror_host", ProfileSchema.MIRROR_HOST).orElse("ftp.debian.org");
  }

  public String mirrorPath() {
    return settings.get("mirror_path", ProfileSchema.MIRROR_PATH).orElse("/debian");
  }

  /** The proxy's URL; empty text for none. */
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

  /** The scripts the profile names; empty where it names none, not even an empty list. */
  public Optional<List<String>> scripts() {
    return settings.get("scripts", ProfileSchema.SCRIPTS);
  }

  /** What the profile may be built for: all architectures where it does not say. */
  public List<Architecture> architectures() {
    return settings
        .get("architectures", ProfileSchema.ARCHITECTURES)
        .map(list -> list.stream().distinct().toList())
        .orElse(List.of(Architecture.values()));
  }

  /** Which ISOs of the catalog will do; {@code {arch}} stands for the architecture's name. */
  public String isoPattern() {
    return settings.get("iso_pattern", Rules.WORDS).orElse("debian-*-{arch}-netinst");
  }

  /** Where that was written; the profile where it was not. */
  public Origin isoPatternOrigin() {
    return settings.get("iso_pattern").map(ConfigValue::origin).orElse(settings.origin());
  }

  /** The machine to build in, where the profile does not say as pim.yml says. */
  public MachineSpec machine(Architecture architecture, BuildSettings settings) {
    ConfigMap build = this.settings.section("build");
    return new MachineSpec(
        architecture,
        build.get("firmware", Rules.FIRMWARE).orElse(settings.firmwareOf(architecture)),
        build.get("disk_size", Rules.DISK_SIZE).orElse(settings.diskSize()),
        build.get("memory", Rules.MEMORY).orElse(settings.memory()),
        build.get("cpus", ProfileSchema.CPUS).orElse(settings.cpus()));
  }

  /**
   * Tells a firmware that machines of an architecture do not have.
   *
   * @throws ConfigProblems where the profile asks for one
   */
  public void requireFirmwareFor(Architecture architecture) {
    ConfigMap build = settings.section("build");
    if (architecture == Architecture.ARM64
        && build.get("firmware", Rules.FIRMWARE).filter(Firmware.BIOS::equals).isPresent()) {
      Origin place = build.get("firmware").orElseThrow().origin();
      throw new ConfigProblems(Problem.at(place, "arm64 machines have no BIOS: must be uefi", ""));
    }
  }

  /** What a template sees: all settings as they are written, and nil for known fields not set. */
  public Map<String, Object> variables() {
    Map<String, Object> result = new LinkedHashMap<>();
    ProfileSchema.ALL.names().forEach(field -> result.put(field, null));
    result.putAll(settings.plain());
    return result;
  }

  /** The values of all fields whose names say that they are secret. */
  public List<String> secrets() {
    return SecretFields.valuesIn(settings);
  }
}
