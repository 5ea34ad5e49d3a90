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
 * Records that a phase's guest ended by itself and left a whole disk; survives a power cut. So a
 * worker that was killed between the guest's end and the layer need not repeat the phase.
 */
public final class WholeDisk {
  private final BuildMachines machines;

  public WholeDisk(BuildMachines machines) {
    this.machines = machines;
  }

  /** Identifies the run of the machine; its disk says nothing about any other run. */
  private record Ended(ProcessIdentity machine, String disk) {}

  /** Syncs the disk, which machines never do, before the record is written. */
  public void remember(OpenBuild build, Phase phase, VirtualMachine machine, Path disk)
      throws IOException {
    DurableFile.force(disk);
    DurableFile.forceNames(disk.getParent());
    Json.write(facts(build, phase), new Ended(machine.facts().process(), disk.toString()));
  }

  /** Whether the last machine of the phase is known to have left this disk whole. */
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
