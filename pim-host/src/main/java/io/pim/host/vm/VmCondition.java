package io.pim.host.vm;

import io.pim.model.files.VmName;
import io.pim.tools.qemu.VmFacts;
import java.util.Optional;

/**
 * A machine as it was found.
 *
 * @param record empty where it is incomplete
 * @param facts of its QEMU, where it has one that is known
 * @param status QEMU's own word, such as {@code io-error} where the host's disk is full; empty
 *     where there is no QEMU that answers
 */
public record VmCondition(
    VmName name,
    VmState state,
    Optional<VmRecord> record,
    Optional<VmFacts> facts,
    String status) {}
