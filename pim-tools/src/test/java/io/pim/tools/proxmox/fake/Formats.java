package io.pim.tools.proxmox.fake;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The named formats of parameters, with the API's error for a value of another form. */
final class Formats {
  private record Format(Pattern pattern, String complaint) {}

  private static final Map<String, Format> FORMATS =
      Map.ofEntries(
          format(
              "pve-storage-id",
              "(?i)[a-z][a-z0-9\\-_.]*[a-z0-9]",
              "storage ID '%s' contains" + " illegal characters"),
          format("pve-vmid", "[1-9][0-9]{2,8}", "value does not look like a valid VM ID"),
          format(
              "pve-node",
              "[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?",
              "value does not look like" + " a valid node name"),
          format(
              "dns-name",
              "[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9\\-]*[a-zA-Z0-9])?)*",
              "value does not look like a valid DNS name"),
          format("pve-configid", "(?i)[a-z][a-z0-9_-]+", "invalid configuration ID '%s'"),
          format(
              "pve-configid-list",
              "(?i)[a-z][a-z0-9_-]+([,; ][a-z][a-z0-9_-]+)*",
              "invalid" + " configuration ID '%s'"),
          format(
              "pve-poolid",
              "[A-Za-z0-9.\\-_]+(/[A-Za-z0-9.\\-_]+){0,2}",
              "value '%s' contains" + " invalid characters"),
          format("urlencoded", "[-%a-zA-Z0-9_.!~*'()]*", "invalid urlencoded string: %s"),
          format(
              "pve-tag-list",
              "(?i)\\s*|[a-z0-9_][a-z0-9_\\-+.]*([,;\\s]+[a-z0-9_][a-z0-9_\\-+.]*)*",
              "invalid characters in tag"),
          format(
              "pve-storage-content",
              "images|rootdir|vztmpl|iso|backup|snippets|import|none",
              "invalid content type '%s'"),
          format(
              "pve-storage-content-list",
              "((images|rootdir|vztmpl|iso|backup|snippets|import|none)[,; ]?)+",
              "invalid content type '%s'"));

  private Formats() {}

  private static Map.Entry<String, Format> format(String name, String pattern, String complaint) {
    return Map.entry(name, new Format(Pattern.compile(pattern), complaint));
  }

  /** The error of a value; empty if it is well-formed or the format is not checked. */
  static Optional<String> complaint(String format, String value) {
    Format known = FORMATS.get(format);
    return known == null || known.pattern().matcher(value).matches()
        ? Optional.empty()
        : Optional.of("invalid format - " + String.format(known.complaint(), value));
  }

  static boolean isTag(String text) {
    return text.matches("(?i)[a-z0-9_][a-z0-9_\\-+.]*");
  }
}
