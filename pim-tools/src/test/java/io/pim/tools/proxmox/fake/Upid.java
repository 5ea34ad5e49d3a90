package io.pim.tools.proxmox.fake;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ID of a task. */
record Upid(
    String node, long pid, long pstart, long starttime, String type, String id, String user) {
  private static final Pattern FORM =
      Pattern.compile(
          "UPID:([a-zA-Z0-9](?:[a-zA-Z0-9\\-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9})"
              + ":([0-9A-Fa-f]{8}):([^:\\s/]+):([^:\\s/]*):([^:\\s/]+):");

  static Optional<Upid> parse(String text) {
    Matcher match = FORM.matcher(text);
    return match.matches()
        ? Optional.of(
            new Upid(
                match.group(1),
                Long.parseLong(match.group(2), 16),
                Long.parseLong(match.group(3), 16),
                Long.parseLong(match.group(4), 16),
                match.group(5),
                match.group(6),
                match.group(7)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return String.format(
        "UPID:%s:%08X:%08X:%08X:%s:%s:%s:", node, pid, pstart, starttime, type, id, user);
  }
}
