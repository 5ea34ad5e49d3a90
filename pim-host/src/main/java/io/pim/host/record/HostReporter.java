package io.pim.host.record;

import io.pim.host.claim.VmSlots;
import io.pim.model.failure.BuildFailure;
import io.pim.model.files.BuildId;
import io.pim.model.host.MachineId;
import io.pim.model.unit.Architecture;
import io.pim.tools.qemu.AcceleratorOutlook;
import io.pim.workflows.message.HostReport;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the reports of this host. */
public final class HostReporter {
  private final String hostId;
  private final Optional<MachineId> machine;
  private final Architecture architecture;
  private final String pimVersion;
  private final VmSlots slots;
  private final AcceleratorOutlook accelerators;
  private final BootKernels kernels;
  private final Clock clock;
  private Optional<List<String>> lastBuilds = Optional.empty();
  private String accelerator = "";

  /**
   * @param machine the machine's id; empty if the system has none
   */
  public HostReporter(
      String hostId,
      Optional<MachineId> machine,
      Architecture architecture,
      String pimVersion,
      VmSlots slots,
      AcceleratorOutlook accelerators,
      BootKernels kernels,
      Clock clock) {
    this.hostId = hostId;
    this.machine = machine;
    this.architecture = architecture;
    this.pimVersion = pimVersion;
    this.slots = slots;
    this.accelerators = accelerators;
    this.kernels = kernels;
    this.clock = clock;
  }

  public String hostId() {
    return hostId;
  }

  /** The present state of the host. */
  public synchronized HostReport now() throws IOException, InterruptedException {
    List<String> builds = slots.holders().stream().map(BuildId::text).sorted().toList();
    if (!lastBuilds.equals(Optional.of(builds))) {
      // A build tests accelerators, and its ISO brings the kernel to test them with.
      accelerator = accelerator();
      lastBuilds = Optional.of(builds);
    }
    return new HostReport(
        hostId,
        architecture,
        accelerator,
        pimVersion,
        slots.capacity(),
        builds,
        slots.drainedSince(),
        clock.instant(),
        machine.map(MachineId::toString));
  }

  private String accelerator() throws IOException, InterruptedException {
    try {
      AcceleratorOutlook.Seen seen = accelerators.of(architecture, kernels.newest(architecture));
      // That /dev/kvm exists proves nothing, so before the first build the accelerator is not
      // known.
      return seen.proven() ? seen.accelerator().toString().toLowerCase(Locale.ROOT) : "";
    } catch (BuildFailure e) {
      // Without QEMU there is no accelerator. pim doctor on that host says what to do.
      return "";
    }
  }

  /** Carries out an order about new builds. */
  public void drain(boolean on) throws IOException {
    if (on) {
      slots.drain(clock.instant());
    } else {
      slots.undrain();
    }
  }
}
