package io.pim.cli.doctor;

import io.pim.model.unit.ByteSize;
import io.pim.tools.qemu.HostMemory;
import java.util.OptionalLong;

/**
 * The memory for one virtual machine.
 *
 * @param guest a machine's memory unless a profile sets another
 */
record MemoryCheck(HostMemory memory, ByteSize guest) implements Check {
  @Override
  public String subject() {
    return "Memory";
  }

  @Override
  public Finding look() {
    memory.require(guest);
    OptionalLong available = memory.available();
    String free =
        available.isPresent()
            ? new ByteSize(available.getAsLong()).rounded() + " available"
            : "the available memory is not known here";
    return Finding.ok(subject(), free + "; a machine takes " + guest);
  }
}
