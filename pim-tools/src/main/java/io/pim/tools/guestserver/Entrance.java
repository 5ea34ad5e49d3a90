package io.pim.tools.guestserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/** The scheme of the paths under which a server has its resources. */
sealed interface Entrance {
  /** The resource name that a path contains, whether such a resource exists or not. */
  Optional<String> nameAt(String path);

  /** The common beginning of all paths: one slash, or a name between two slashes. */
  String folder();

  /** A request's target without its secret. */
  String masked(String target);

  /** Requires a secret in the path. */
  record Secret(String secret) implements Entrance {
    private static final String MASK = "[secret]";

    @Override
    public Optional<String> nameAt(String path) {
      int slash = path.indexOf('/', 1);
      if (!path.startsWith("/") || slash < 0) {
        return Optional.empty();
      }
      boolean known = equalInConstantTime(path.substring(1, slash), secret);
      return known ? Optional.of(path.substring(slash + 1)) : Optional.empty();
    }

    @Override
    public String folder() {
      return "/" + secret + "/";
    }

    @Override
    public String masked(String target) {
      return target.replace(secret, MASK);
    }

    @Override
    public String toString() {
      return "Secret(not shown)";
    }

    /**
     * Compares in constant time, so that the duration does not reveal how much of the secret is
     * right.
     */
    private static boolean equalInConstantTime(String given, String expected) {
      return MessageDigest.isEqual(
          given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Accepts everybody, under paths that people can type. Includes the paths that debian-installer
   * tries when it gets only {@code url=HOST} (its auto-install.sh, and auto-install/defaultroot).
   */
  record Open() implements Entrance {
    private static final Pattern DEFAULT_ROOT =
        Pattern.compile("/d-i/[a-z]{1,32}/(?:\\./)?preseed\\.cfg");

    @Override
    public Optional<String> nameAt(String path) {
      if (DEFAULT_ROOT.matcher(path).matches()) {
        return Optional.of(BuildResources.PRESEED);
      }
      return path.startsWith("/") ? Optional.of(path.substring(1)) : Optional.empty();
    }

    @Override
    public String folder() {
      return "/";
    }

    @Override
    public String masked(String target) {
      return target;
    }
  }
}
