package io.pim.tools.guestserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/** Under which paths a server has its resources. */
sealed interface Entrance {
  /** The name of the resource that a path asks for, whether there is one or not. */
  Optional<String> nameAt(String path);

  /** What all paths begin with: a slash, or what stands between two. */
  String folder();

  /** A request's target without what must not be logged. */
  String masked(String target);

  /** Only for those who know a secret. */
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

    /** How long it takes must not tell how much of the secret was right. */
    private static boolean equalInConstantTime(String given, String expected) {
      return MessageDigest.isEqual(
          given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * For whoever asks, under paths that people can type; also where debian-installer looks when it
   * is given no more than {@code url=HOST} (its auto-install.sh, and auto-install/defaultroot).
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
