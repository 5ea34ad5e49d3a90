package io.pim.cli.temporal;

import io.pim.model.unit.Sha256;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * A release of the {@code temporal} program.
 *
 * @param version without a leading v
 * @param urlTemplate of the archives; {@code {version}}, {@code {os}} and {@code {arch}} are
 *     replaced
 * @param digests of the archives, by platform, such as {@code linux_amd64}
 */
record TemporalRelease(String version, String urlTemplate, Map<String, Sha256> digests) {
  TemporalRelease {
    digests = Map.copyOf(digests);
  }

  /**
   * The release that PIM is tested with. Later ones cannot be built with {@code go install},
   * because their module has replace directives.
   */
  static TemporalRelease pinned() {
    return new TemporalRelease(
        "1.5.1",
        "https://github.com/temporalio/cli/releases/download/v{version}"
            + "/temporal_cli_{version}_{os}_{arch}.tar.gz",
        Map.of(
            "linux_amd64",
            Sha256.of("ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d"),
            "linux_arm64",
            Sha256.of("bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5"),
            "darwin_arm64",
            Sha256.of("cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415"),
            "darwin_amd64",
            Sha256.of("bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9")));
  }

  /** The same archives at another location. */
  TemporalRelease from(String otherTemplate) {
    return new TemporalRelease(version, otherTemplate, digests);
  }

  URI archive(HostPlatform platform) {
    return URI.create(
        urlTemplate
            .replace("{version}", version)
            .replace("{os}", platform.os())
            .replace("{arch}", platform.arch()));
  }

  Optional<Sha256> digest(HostPlatform platform) {
    return Optional.ofNullable(digests.get(platform.toString()));
  }

  /** The Go package that builds the program, with its version. */
  String goPackage() {
    return "github.com/temporalio/cli/cmd/temporal@v" + version;
  }
}
