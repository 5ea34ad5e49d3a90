package io.pim.tools.qemu;

import io.pim.tools.process.ProcessIdentity;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The facts that a restarted worker needs to join a running virtual machine; kept as JSON.
 *
 * @param sshPort the port of 127.0.0.1 that is forwarded to the guest's SSH server
 * @param disk the disk it was started with; after a snapshot it writes to another one
 * @param qemuLog QEMU's own output
 */
public record VmFacts(
    String name,
    ProcessIdentity process,
    OptionalInt sshPort,
    Path disk,
    Accelerator accelerator,
    Path qemuLog,
    Path consoleLog) {}
