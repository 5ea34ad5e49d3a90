package io.pim.cli.doctor;

import io.pim.model.files.BootFiles;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.AcceleratorOutlook;
import io.pim.tools.qemu.AcceleratorOutlook.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The accelerator for guests of the host's own architecture.
 *
 * @param bootFiles the folder of kernels extracted from ISOs
 */
record AcceleratorCheck(AcceleratorOutlook outlook, Architecture architecture, Path bootFiles)
    implements Check {
  /** The number of kernels to read; each must be read as a whole to be recognised. */
  private static final int KERNELS = 3;

  @Override
  public String subject() {
    return "Accelerator";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    Seen seen = outlook.of(architecture, kernels());
    if (!seen.isEmulation()) {
      String last = seen.reasons().get(seen.reasons().size() - 1);
      return Finding.ok(subject(), (seen.proven() ? "works: " : "") + last);
    }
    String why = String.join("; ", seen.reasons());
    return Finding.warn(
        subject(),
        "TCG, emulation, about ten times slower; " + why,
        why.contains("group kvm")
            ? "sudo adduser $USER kvm, and log in again"
            : "nothing, if this is a virtual machine without nested virtualization");
  }

  /** The kernels, newest first. */
  private List<Path> kernels() throws IOException {
    try (Stream<Path> digests = Files.list(bootFiles)) {
      return digests
          .map(folder -> new BootFiles(folder, architecture).kernel())
          .filter(Files::isReadable)
          .sorted(Comparator.comparing((Path kernel) -> kernel.toFile().lastModified()).reversed())
          .limit(KERNELS)
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
