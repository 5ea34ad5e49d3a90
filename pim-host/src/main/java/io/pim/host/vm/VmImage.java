package io.pim.host.vm;

import io.pim.model.unit.Architecture;
import io.pim.model.unit.ByteSize;
import io.pim.model.unit.Digest;
import io.pim.model.unit.Firmware;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that a machine is to be made from.
 *
 * @param family what machines made from it are called, before their number: the profile
 * @param uefiVariables those a machine begins with; fresh ones when empty
 * @param iso the installer's digest, where it is known: its kernel stands for the image's when
 *     accelerators are tried
 * @param cpus as many as it was built with, or two
 * @param memory as much as it was built with, or 2G
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
