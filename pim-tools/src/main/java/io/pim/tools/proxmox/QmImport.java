package io.pim.tools.proxmox;

import io.pim.model.failure.BuildFailure;
import io.pim.model.failure.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The command on a node that imports a file as a disk of a VM. At first the disk is unused.
 *
 * @param file an absolute path
 * @param format of the disk; empty for the storage's own
 */
public record QmImport(int vmid, String file, String storage, Optional<String> format) {
  /** The words of the command in a release of Proxmox VE. */
  public List<String> words(ProxmoxVersion version) {
    List<String> words = new ArrayList<>(List.of("qm"));
    words.addAll(version.isAtLeast(8, 0) ? List.of("disk", "import") : List.of("importdisk"));
    words.addAll(List.of(Integer.toString(vmid), file, storage));
    format.ifPresent(its -> words.addAll(List.of("--format", its)));
    return words;
  }

  /**
   * The failure of the command.
   *
   * @param exitStatus not 0
   * @param output its last lines, not trusted
   */
  public BuildFailure failure(Object where, int exitStatus, List<String> output) {
    String text = String.join(" ", output);
    FailureKind kind = FailureKind.TARGET_FAILED;
    String todo = "Check what qm reports, remove the cause on the node, and retry.";
    if (text.contains("sudo: ") || exitStatus == 126 || exitStatus == 127) {
      kind = FailureKind.TARGET_REFUSED;
      todo = rightTodo();
    } else if (ApiFailures.isFull(text)) {
      kind = FailureKind.TARGET_FULL;
      todo = "Make room on storage " + storage + ", or name another one; then retry.";
    } else if (output.stream().anyMatch(ApiFailures::passes)) {
      kind = FailureKind.TARGET_UNREACHABLE;
      todo = ApiFailures.AGAIN;
    }
    String last = output.isEmpty() ? "it printed nothing" : output.get(output.size() - 1);
    return BuildFailure.of(
            kind, "The image cannot be imported as a disk of VM " + vmid + " to " + storage)
        .where(where)
        .why("exit status " + exitStatus + ": " + last)
        .todo(todo)
        .lastLines(output)
        .build();
  }

  /** How to let a user import disks. */
  public static String rightTodo() {
    return "Log in as root (user: of the target's ssh:), or let the user run 'qm disk import' and"
        + " 'qm importdisk' with sudo and without a password; then retry.";
  }
}
