package io.pim.model.config;

import io.pim.model.plan.Limits;
import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Firmware;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The build defaults, for profiles that set nothing else.
 *
 * @param firmware empty for the architecture's own
 * @param builders for each architecture {@code auto}, {@code local}, {@code any} or a host id
 * @param hostTimeout how long a host may fail to answer before its build counts it as lost
 */
public record BuildSettings(
    ByteSize diskSize,
    ByteSize memory,
    int cpus,
    Optional<Firmware> firmware,
    SshSettings ssh,
    Map<Architecture, String> builders,
    Limits limits,
    Duration hostTimeout) {

  /** The builder value that means the host on which the command runs. */
  public static final String LOCAL = "local";

  public BuildSettings {
    builders = Map.copyOf(builders);
  }

  static BuildSettings of(ConfigMap build) {
    return new BuildSettings(
        build.require("disk_size", Rules.DISK_SIZE),
        build.require("memory", Rules.MEMORY),
        build.require("cpus", Rules.CPUS),
        build.get("firmware", Rules.FIRMWARE),
        SshSettings.of(build.section("ssh")),
        builders(build.section("builders")),
        new Limits(
            build.require("install_timeout", Rules.DURATION_TEXT),
            build.require("script_timeout", Rules.DURATION_TEXT),
            build.require("stall_timeout", Rules.DURATION_TEXT)),
        build.require("host_timeout", Rules.HOST_TIMEOUT));
  }

  /** The configured firmware, else the architecture's own. */
  public Firmware firmwareOf(Architecture architecture) {
    // A default for all profiles cannot require a BIOS on an architecture that has none.
    return architecture == Architecture.ARM64 ? Firmware.UEFI : firmware.orElse(Firmware.BIOS);
  }

  private static Map<Architecture, String> builders(ConfigMap section) {
    Map<Architecture, String> result = new EnumMap<>(Architecture.class);
    for (Architecture architecture : Architecture.values()) {
      result.put(architecture, section.require(architecture.id(), SettingsSchema.BUILDER));
    }
    return result;
  }
}
