package io.pim.model.target;

import io.pim.model.config.ConfigMap;
import java.util.Optional;

/**
 * A folder of images with a link to the current one.
 *
 * @param path the folder, on the host that deploys or on the host of {@code ssh}
 * @param ssh another host; empty for the host that deploys
 */
public record DirectoryTarget(
    CommonSettings common, String path, DiskFormat format, Optional<SshAccess> ssh)
    implements TargetSettings {
  private static final String PATH = "path";
  private static final String FORMAT = "format";
  private static final String SSH = "ssh";

  static final TypeSchema SCHEMA =
      TypeSchema.begin()
          .field(PATH, TargetRules.PATH)
          .field(FORMAT, TargetRules.FORMAT)
          .section(SSH, SshAccess.SCHEMA)
          .need(PATH, "the folder that gets the images")
          .also(
              (map, problems) -> {
                if (map.get(SSH).isPresent() && map.section(SSH).get("host").isEmpty()) {
                  problems.add(
                      TypeSchema.missing(map.section(SSH), "host", "the host that has the folder"));
                }
              });

  static DirectoryTarget of(ConfigMap map) {
    return new DirectoryTarget(
        CommonSettings.of(map),
        map.require(PATH, TargetRules.PATH),
        map.get(FORMAT, TargetRules.FORMAT).orElse(DiskFormat.QCOW2),
        map.get(SSH).map(present -> SshAccess.of(map.section(SSH))));
  }

  @Override
  public TargetType type() {
    return TargetType.DIRECTORY;
  }
}
