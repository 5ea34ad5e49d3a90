package io.pim.cli.doctor;

import io.pim.host.record.BootKernels;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.AcceleratorOutlook;
import io.pim.tools.qemu.AcceleratorOutlook.Seen;
import java.io.IOException;

/** The accelerator for guests of the host's own architecture. */
record AcceleratorCheck(AcceleratorOutlook outlook, Architecture architecture, BootKernels kernels)
    implements Check {
  @Override
  public String subject() {
    return "Accelerator";
  }

  @Override
  public Finding look() throws IOException, InterruptedException {
    Seen seen = outlook.of(architecture, kernels.newest(architecture));
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
}
