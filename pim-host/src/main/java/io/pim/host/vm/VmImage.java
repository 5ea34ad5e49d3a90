package io.pim.host.vm;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image from which a machine is made.
 *
 * @param family the name of its machines before their number: the profile
 * @param uefiVariables the variables for new machines; empty for fresh ones
 * @param iso the installer's digest, if known; its kernel is used to try accelerators
 * @param cpus the number with which it was built, or two
 * @param memory the amount with which it was built, or 2G
 */
public record VmImage(
    String family,
    BaseImage base,
    Architecture architecture,
    Firmware firmware,
    Optional<Path> uefiVariables,
    Optional<Digest> iso,
    int cpus,
    ByteSize memory) {}
