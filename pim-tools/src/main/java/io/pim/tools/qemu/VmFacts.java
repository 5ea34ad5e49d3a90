package io.pim.tools.qemu;

import io.pim.tools.process.ProcessIdentity;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a worker that has just started must know of a running virtual machine to join it; kept as
 * JSON.
 *
 * @param sshPort the port of 127.0.0.1 that leads to the guest's SSH server
 * @param disk the file it was started on; after a snapshot it writes to another
 * @param qemuLog what QEMU itself says
 */
public record VmFacts(
    String name,
    ProcessIdentity process,
    OptionalInt sshPort,
    Path disk,
    Accelerator accelerator,
    Path qemuLog,
    Path consoleLog) {}
