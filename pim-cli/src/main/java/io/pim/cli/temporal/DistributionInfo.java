package io.pim.cli.temporal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * The running PIM.
 *
 * @param home the distribution's folder; empty when classes run from a build or a test
 * @param version the version for people
 * @param buildId differs between different builds of PIM; empty without a distribution
 */
public record DistributionInfo(Optional<Path> home, String version, String buildId) {
  private static final String HOME_PROPERTY = "pim.home";
  private static final int SHORT = 12;
  private static final String VERSION_RESOURCE = "version.properties";

  /** Reads the files of {@code bin/pim} and the build. */
  public static DistributionInfo current() {
    Optional<Path> home = Optional.ofNullable(System.getProperty(HOME_PROPERTY)).map(Path::of);
    return new DistributionInfo(home, readVersion(), home.map(DistributionInfo::id).orElse(""));
  }

  /** The program that starts this distribution; empty without one. */
  public Optional<Path> launcher() {
    return home.map(folder -> folder.resolve("bin/pim"));
  }

  /** The version and build in one line, as in bug reports. */
  public String headline() {
    String build = buildId.substring(0, Math.min(SHORT, buildId.length()));
    return "pim " + version + (build.isEmpty() ? "" : " (build " + build + ")");
  }

  private static String id(Path home) {
    try {
      return Files.readString(home.resolve("build-id")).strip();
    } catch (IOException e) {
      // A damaged distribution. Every worker then counts as another version and is replaced.
      return "unknown";
    }
  }

  /** The version of the jar, or that of the sources where there is no jar, as in tests. */
  private static String readVersion() {
    String released = DistributionInfo.class.getPackage().getImplementationVersion();
    if (released != null) {
      return released;
    }
    try (InputStream in = DistributionInfo.class.getResourceAsStream(VERSION_RESOURCE)) {
      if (in == null) {
        return "unknown";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
