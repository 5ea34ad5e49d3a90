package io.pim.e2e.chaos;

import io.pim.e2e.disk.FileTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks that a finished disk has no traces of its build and machine. */
final class Hygiene {
  static final String MACHINE_ID = "/etc/machine-id";

  /** The comment of every build's key. */
  private static final String BUILD_KEY = " pim-build:";

  private static final Map<String, Pattern> FORBIDDEN =
      new TreeMap<>(
          Map.of(
              "authorized keys, of which this profile has none",
              Pattern.compile(".*/authorized_keys.*"),
              "a host key",
              Pattern.compile("/etc/(ssh/ssh_host_.*_key.*|dropbear/dropbear_.*_host_key.*)"),
              "PIM's own state",
              Pattern.compile("/(run|tmp|var/tmp|dev/shm)/(.*/)?\\.?pim.*"),
              "the install script",
              Pattern.compile("/root/install\\.sh"),
              "what cloud-init knew of the machine",
              Pattern.compile("/var/lib/cloud/(instances|instance|data)(/.*)?")));

  private Hygiene() {}

  static List<String> faults(FileTree tree) throws IOException {
    List<String> faults = new ArrayList<>();
    FORBIDDEN.forEach(
        (what, pattern) ->
            tree.entries().keySet().stream()
                .filter(path -> pattern.matcher(path).matches())
                .forEach(path -> faults.add(path + ": " + what)));
    tree.filesWith(BUILD_KEY).forEach(path -> faults.add(path + ": holds a key of the build"));
    if (tree.lines(MACHINE_ID).filter(List::isEmpty).isEmpty()) {
      faults.add(MACHINE_ID + ": not an empty file");
    }
    return faults;
  }
}
