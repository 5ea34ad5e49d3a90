package io.pim.tools.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logins for hosts, from the file that curl, git and apt's users have: {@code machine HOST login
 * NAME password SECRET}. An entry {@code default} is ignored, because it would give a password to
 * any host that a URL or redirect names.
 */
final class Netrc {
  private static final int MOST_BYTES = 1 << 20;

  private final Map<String, String> logins = new HashMap<>();

  private Netrc(String text) {
    Deque<String> words = new ArrayDeque<>();
    boolean macro = false;
    for (String line : text.split("\n", -1)) {
      macro = (macro && !line.isBlank()) || line.strip().startsWith("macdef ");
      if (!macro) {
        for (String word : line.strip().split("\\s+", -1)) {
          if (word.startsWith("#")) {
            break;
          }
          words.add(word);
        }
      }
    }
    read(words);
  }

  /**
   * The file that the environment selects with {@code NETRC} or {@code HOME}; no logins without
   * one.
   */
  static Netrc of(Map<String, String> environment) {
    String named = environment.getOrDefault("NETRC", "");
    String home = environment.getOrDefault("HOME", "");
    Path file = named.isBlank() ? Path.of(home, ".netrc") : Path.of(named);
    try {
      boolean usable =
          (!named.isBlank() || home.startsWith("/"))
              && Files.isRegularFile(file)
              && Files.size(file) <= MOST_BYTES;
      return new Netrc(usable ? Files.readString(file) : "");
    } catch (IOException e) {
      // The file is unreadable. Without a login the server's answer says what it needs.
      return new Netrc("");
    }
  }

  private void read(Deque<String> words) {
    String host = "";
    String name = "";
    String secret = "";
    while (!words.isEmpty()) {
      String word = words.remove();
      boolean hasValue = !words.isEmpty();
      if (word.equals("machine") || word.equals("default")) {
        keep(host, name, secret);
        host = word.equals("machine") && hasValue ? words.remove() : "";
        name = "";
        secret = "";
      } else if (word.equals("login") && hasValue) {
        name = words.remove();
      } else if (word.equals("password") && hasValue) {
        secret = words.remove();
      } else if (word.equals("account") && hasValue) {
        words.remove();
      }
    }
    keep(host, name, secret);
  }

  /** Adds an entry; the first one for a host wins. */
  private void keep(String host, String name, String secret) {
    if (!host.isEmpty() && !(name.isEmpty() && secret.isEmpty())) {
      byte[] login = (name + ":" + secret).getBytes(StandardCharsets.UTF_8);
      logins.putIfAbsent(host, "Basic " + Base64.getEncoder().encodeToString(login));
    }
  }

  /** The {@code Authorization} header for a host (RFC 7617). */
  Optional<String> authorization(String host) {
    return Optional.ofNullable(logins.get(host));
  }
}
