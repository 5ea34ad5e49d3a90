package io.pim.tools.qemu;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.nio.charset.StandardCharsets;

/**
 * A kernel's arguments as a file for QEMU's {@code -readconfig}. QEMU reads it in lines of at most
 * 1023 bytes and ends a value at the next quotation mark, so a value cannot contain one
 * (qemu_config_foreach in QEMU's util/qemu-config.c; unchanged since QEMU 1.0).
 */
final class KernelArgumentsFile {
  private static final int LONGEST_LINE = 1023;

  private KernelArgumentsFile() {}

  /**
   * The file's contents.
   *
   * @throws BuildFailure PLAN_UNREADABLE when the arguments cannot be written in this form
   */
  static byte[] of(String arguments) {
    if (arguments.chars().anyMatch(c -> c == '"' || Character.isISOControl(c))) {
      throw refused("They contain a quotation mark or a control character.");
    }
    String line = "  append = \"" + arguments + "\"\n";
    int length = line.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_LINE) {
      throw refused("They are " + (length - LONGEST_LINE) + " bytes too long.");
    }
    return ("[machine]\n" + line).getBytes(StandardCharsets.UTF_8);
  }

  private static BuildFailure refused(String why) {
    return BuildFailure.of(
            FailureKind.PLAN_UNREADABLE, "QEMU cannot take the installer's kernel arguments.")
        .why(why)
        .todo("Shorten or correct the profile's hostname and domain, which are among them.")
        .build();
  }
}
