package io.pim.host.deploy.proxmox;

import io.pim.tools.proxmox.UploadFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A disk of a new VM, imported from a file on the node.
 *
 * @param option of the VM, such as {@code scsi0}
 * @param settings the rest of the option after the volume
 * @param format of the disk; empty for the storage's default
 */
record ImportedDisk(String option, UploadFile file, String settings, Optional<String> format) {
  /** The endings of a job's files, which lie beside the file that it imports. */
  private static final List<String> ENDINGS = List.of(".lock", ".out", ".end", ".new");

  /** The ending of the file that a job keeps locked while it runs. */
  private static final String LOCK = ENDINGS.get(0);

  /** The disks of a template, in the order in which they are imported. */
  static List<ImportedDisk> of(UploadFiles files, Optional<String> format) {
    List<ImportedDisk> all = new ArrayList<>();
    all.add(new ImportedDisk("scsi0", files.image(), TemplateOptions.DISK, format));
    files
        .variables()
        .ifPresent(
            file ->
                all.add(
                    new ImportedDisk(
                        "efidisk0", file, TemplateOptions.VARIABLES, Optional.empty())));
    return all;
  }

  /** The name of the job that imports it. Only one job imports a file at a time. */
  String job() {
    return file.name();
  }

  static boolean isLock(String name) {
    return name.endsWith(LOCK);
  }

  static String jobOfLock(String name) {
    return name.substring(0, name.length() - LOCK.length());
  }

  static boolean isOfJob(String name) {
    return ENDINGS.stream().anyMatch(name::endsWith);
  }
}
