package io.pim.host.machine;

import io.pim.host.build.OpenBuild;
import io.pim.model.files.DurableFile;
import io.pim.model.json.Json;
import io.pim.tools.process.ProcessIdentity;
import io.pim.tools.qemu.VirtualMachine;
import io.pim.tools.qemu.VmFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Records that a phase's guest ended by itself and left an intact disk. The record survives a power
 * cut, so a phase need not be repeated if its worker is killed before the layer is made.
 */
public final class WholeDisk {
  private final BuildMachines machines;

  public WholeDisk(BuildMachines machines) {
    this.machines = machines;
  }

  /** Identifies the run of the machine, because the record holds for that run only. */
  private record Ended(ProcessIdentity machine, String disk) {}

  /** Syncs the disk, which machines never do, and then writes the record. */
  public void remember(OpenBuild build, Phase phase, VirtualMachine machine, Path disk)
      throws IOException {
    DurableFile.force(disk);
    DurableFile.forceNames(disk.getParent());
    Json.write(facts(build, phase), new Ended(machine.facts().process(), disk.toString()));
  }

  /** Whether a record says that the phase's last machine left this disk intact. */
  public boolean isKnown(OpenBuild build, Phase phase, Path disk) throws IOException {
    Optional<VmFacts> last = machines.known(phase.of(build));
    if (last.isEmpty() || Files.notExists(facts(build, phase)) || Files.notExists(disk)) {
      return false;
    }
    Ended ended = Json.read(facts(build, phase), Ended.class);
    return ended.equals(new Ended(last.get().process(), disk.toString()));
  }

  private static Path facts(OpenBuild build, Phase phase) {
    return phase.of(build).endedFacts();
  }
}
