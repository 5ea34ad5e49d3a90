package io.pim.cli.vm;

import io.pim.model.files.VmName;
import java.util.Optional;

/**
 * A place that a person copies from or to.
 *
 * @param vm empty for this machine
 * @param path as typed; a relative one in a VM is relative to the user's home there
 */
record VmPath(Optional<VmName> vm, String path) {
  /**
   * Reads {@code VM:PATH} or a path of this machine. As with scp, a colon after a slash belongs to
   * a path: {@code ./a:b}.
   *
   * @throws IllegalArgumentException if what is before the colon cannot be the name of a VM
   */
  static VmPath parse(String text) {
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    if (colon <= 0 || (slash >= 0 && slash < colon)) {
      return new VmPath(Optional.empty(), text);
    }
    String path = text.substring(colon + 1);
    return new VmPath(
        Optional.of(VmName.of(text.substring(0, colon))), path.isEmpty() ? "." : path);
  }

  /** The last part of the path; {@code .} if the path has no name of its own. */
  String name() {
    String trimmed = path.replaceFirst("/+$", "");
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.isEmpty() || last.equals("..") ? "." : last;
  }

  /** The path as an argument that no program takes for an option. */
  String argument() {
    return path.startsWith("-") ? "./" + path : path;
  }
}
